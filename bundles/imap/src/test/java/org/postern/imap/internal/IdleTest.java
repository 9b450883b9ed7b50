package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** IDLE (RFC 9051 6.3.13, RFC 2177 3). */
class IdleTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void whatOthersDoIsToldAtOnce() throws Exception {
    server.withMessages(2);
    try (Client idle = server.inbox();
        Client other = server.inbox()) {
      String tag = idle.begin("IDLE");
      assertEquals("+ idling", idle.line());
      server.withMessages(1);
      assertEquals("* 3 EXISTS", idle.line());
      assertEquals("* 1 RECENT", idle.line().replace("3", "1"));
      other.ok("STORE 2 +FLAGS (\\Deleted)");
      assertTrue(idle.line().startsWith("* 2 FETCH (FLAGS (\\Deleted"));
      other.ok("EXPUNGE");
      assertEquals("* 2 EXPUNGE", idle.line());
      idle.raw("done\r\n");
      List<String> lines = idle.answer(tag);
      assertTrue(lines.getLast().startsWith("OK "), lines.toString());
      assertEquals(List.of("* SEARCH 1 3"), idle.ok("UID SEARCH ALL"));
    }
  }

  @Test
  void whatHappenedBeforeIsToldToo() throws Exception {
    try (Client idle = server.inbox()) {
      server.withMessages(1);
      String tag = idle.begin("IDLE");
      assertEquals("* 1 EXISTS", idle.line());
      idle.raw("DONE\r\n");
      assertTrue(idle.answer(tag).getLast().startsWith("OK "));
    }
  }

  @Test
  void withoutAMailboxNothingIsTold() throws Exception {
    try (Client idle = server.login()) {
      String tag = idle.begin("IDLE");
      idle.line();
      server.withMessages(1);
      idle.raw("DO").raw("NE\r\n");
      assertEquals(1, idle.answer(tag).size());
    }
  }

  @Test
  void anythingButDoneIsBad() throws Exception {
    try (Client idle = server.inbox()) {
      String tag = idle.begin("IDLE");
      idle.line();
      idle.raw("x NOOP\r\n");
      assertTrue(idle.answer(tag).getLast().startsWith("BAD "));
      idle.ok("NOOP");
    }
  }

  @Test
  void aMailboxThatIsDeletedSaysBye() throws Exception {
    try (Client idle = server.login();
        Client other = server.login()) {
      idle.ok("CREATE a");
      idle.ok("SELECT a");
      idle.begin("IDLE");
      idle.line();
      other.ok("DELETE a");
      assertTrue(idle.line().startsWith("* BYE "));
      assertTrue(idle.closed());
    }
  }

  @Test
  void manyChangesWhileItsReaderIsSlow() throws Exception {
    server.withMessages(50);
    try (Client idle = server.inbox();
        Client other = server.inbox()) {
      String tag = idle.begin("IDLE");
      idle.line();
      for (int i = 0; i < 50; i++) {
        other.ok("STORE 1:* +FLAGS.SILENT (k" + i % 7 + ")");
        other.ok("STORE 1:* -FLAGS.SILENT (k" + i % 7 + ")");
      }
      idle.raw("DONE\r\n");
      assertTrue(idle.answer(tag).getLast().startsWith("OK "));
      assertEquals(50, idle.ok("FETCH 1:* FLAGS").size());
    }
  }
}
