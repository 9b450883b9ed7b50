package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UIDONLY (RFC 9586 3). */
class UidOnlyTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void thereAreNoNumbersAnyMore() throws Exception {
    server.withMessages(3);
    try (Client client = server.login();
        Client other = server.inbox()) {
      assertEquals(List.of("* ENABLED UIDONLY"), client.ok("ENABLE UIDONLY"));
      assertFalse(client.ok("SELECT INBOX").toString().contains("[UNSEEN"));
      for (String command :
          List.of(
              "FETCH 1 FLAGS",
              "STORE 1 +FLAGS (\\Seen)",
              "SEARCH ALL",
              "COPY 1 INBOX",
              "MOVE 1 INBOX",
              "SORT (DATE) UTF-8 ALL",
              "REPLACE 1 INBOX {1}",
              "UID SEARCH 1:2")) {
        assertTrue(client.run(command).getLast().startsWith("BAD [UIDREQUIRED] "), command);
        client.ok("NOOP");
      }
      assertEquals(List.of("* 2 UIDFETCH (FLAGS ())"), client.ok("UID FETCH 2 (UID FLAGS)"));
      assertEquals(
          List.of("* 3 UIDFETCH (FLAGS (\\Seen))"), client.ok("UID STORE 3 +FLAGS (\\Seen)"));
      other.ok("STORE 1 +FLAGS (\\Deleted)");
      other.ok("EXPUNGE");
      assertEquals(List.of("* VANISHED 1"), client.ok("NOOP"));
      assertEquals(List.of("* SEARCH 2 3"), client.ok("UID SEARCH ALL"));
    }
  }

  // RFC 9586 3: what goes by uid goes on; VANISHED is told instead of EXPUNGE.
  @Test
  void uidsDoForEverything() throws Exception {
    server.withMessages(5);
    try (Client client = server.login()) {
      client.ok("CREATE there");
      client.ok("ENABLE UIDONLY");
      client.ok("SELECT INBOX");
      String done = client.done("UID COPY 1 there");
      assertTrue(done.matches("OK \\[COPYUID \\d+ 1 1] .*"), done);
      List<String> lines = client.ok("UID MOVE 2 there");
      assertTrue(lines.contains("* VANISHED 2"), lines.toString());
      client.ok("UID STORE 3 +FLAGS.SILENT (\\Deleted)");
      assertEquals(List.of("* VANISHED 3"), client.ok("UID EXPUNGE 3"));
      client.ok("UID SEARCH RETURN (SAVE) ALL");
      assertEquals(
          List.of("* 1 UIDFETCH (RFC822.SIZE 85)", "* 4 UIDFETCH (RFC822.SIZE 85)"),
          client.ok("UID FETCH 1,3,4 RFC822.SIZE"));
      assertEquals(3, client.ok("UID FETCH $ UID").size());
    }
  }
}
