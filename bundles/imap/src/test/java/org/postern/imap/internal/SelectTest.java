package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SELECT, EXAMINE, CLOSE, UNSELECT (RFC 9051 6.3.2, 6.3.3, 6.4.1, 6.4.2, RFC 3691 2). */
class SelectTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void tellsWhatThereIs() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      List<String> lines = client.run("SELECT INBOX");
      String all = lines.toString();
      assertTrue(lines.contains("* 2 EXISTS"), all);
      assertTrue(lines.contains("* 2 RECENT"), all);
      assertTrue(lines.contains("* FLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen)"), all);
      assertTrue(
          all.contains("[PERMANENTFLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen \\*)]"));
      assertTrue(all.contains("[UIDNEXT 3]") && all.contains("[UNSEEN 1]"), all);
      assertTrue(lines.getLast().startsWith("OK [READ-WRITE]"), all);
      client.ok("FETCH 1 BODY[]");
      assertTrue(client.ok("SELECT INBOX").toString().contains("[UNSEEN 2]"));
      client.ok("FETCH 2 BODY[]");
      assertFalse(client.ok("SELECT INBOX").toString().contains("[UNSEEN"));
    }
  }

  // RFC 7162 3.2.11: of a server that offers QRESYNC, whether the client enables it or not.
  @Test
  void theMailboxBeforeIsClosed() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE other");
      assertFalse(client.ok("SELECT INBOX").toString().contains("[CLOSED]"));
      String first = client.ok("EXAMINE other").getFirst();
      assertTrue(first.startsWith("* OK [CLOSED] "), first);
      first = client.run("SELECT nosuch").getFirst();
      assertTrue(first.startsWith("* OK [CLOSED] "), first);
      client.no("SELECT nosuch", "NONEXISTENT").bad("CLOSE");
      assertFalse(client.ok("SELECT INBOX").toString().contains("[CLOSED]"));
    }
  }

  @Test
  void recentIsOneSessionsOwn() throws Exception {
    server.withMessages(2);
    try (Client one = server.inbox();
        Client other = server.login()) {
      assertTrue(other.ok("SELECT INBOX").contains("* 0 RECENT"));
      assertEquals(List.of("* SEARCH 1 2"), one.ok("SEARCH RECENT"));
      assertEquals(List.of("* SEARCH"), other.ok("SEARCH RECENT"));
    }
  }

  @Test
  void examineChangesNothing() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      String done = client.done("EXAMINE INBOX");
      assertTrue(done.startsWith("OK [READ-ONLY]"), done);
      client.no("STORE 1 +FLAGS (\\Seen)", "CANNOT").no("EXPUNGE", "CANNOT");
      client.ok("FETCH 1 BODY[]");
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH SEEN"));
      client.ok("CLOSE");
      assertTrue(client.ok("SELECT INBOX").contains("* 2 RECENT"));
      client.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      assertTrue(client.ok("EXAMINE INBOX").contains("* 2 EXISTS"));
      assertEquals(List.of(), client.ok("CLOSE"));
      assertTrue(client.ok("SELECT INBOX").contains("* 2 EXISTS"));
    }
  }

  @Test
  void aSelectThatFailsLeavesTheMailboxBefore() throws Exception {
    try (Client client = server.inbox()) {
      client.no("SELECT nothing", "NONEXISTENT");
      client.bad("FETCH 1 FLAGS");
    }
  }

  @Test
  void checkIsFine() throws Exception {
    try (Client client = server.inbox()) {
      client.ok("CHECK");
    }
  }
}
