package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** QRESYNC (RFC 7162 3.2). */
class QresyncTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String code(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.contains("[" + name + " "))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*\\[" + name + " (\\d+)].*", "$1");
  }

  @Test
  void aClientThatWasAwayIsToldWhatChanged() throws Exception {
    server.withMessages(5);
    String validity;
    String modSeq;
    try (Client client = server.login()) {
      List<String> lines = client.ok("SELECT INBOX");
      validity = code(lines, "UIDVALIDITY");
      modSeq = code(lines, "HIGHESTMODSEQ");
      client.ok("STORE 2,4 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      client.ok("STORE 3 +FLAGS (\\Flagged)");
      server.withMessages(1);
    }
    try (Client client = server.login()) {
      client.bad("SELECT INBOX (QRESYNC (" + validity + " " + modSeq + "))");
      client.ok("ENABLE QRESYNC");
      List<String> lines =
          client.ok("SELECT INBOX (QRESYNC (" + validity + " " + modSeq + " 1:5))");
      assertTrue(lines.contains("* VANISHED (EARLIER) 2,4"), lines.toString());
      assertTrue(
          lines.stream().anyMatch(l -> l.startsWith("* 3 FETCH (UID 5 FLAGS (\\Flagged) MODSEQ (")),
          lines.toString());
      assertFalse(lines.stream().anyMatch(l -> l.startsWith("* 1 FETCH")), lines.toString());
      lines = client.ok("SELECT INBOX (QRESYNC (" + validity + " " + modSeq + " 1:5 (1,3 1,3)))");
      assertTrue(lines.contains("* VANISHED (EARLIER) 2,4"), lines.toString());
      lines = client.ok("SELECT INBOX (QRESYNC (99 " + modSeq + "))");
      assertFalse(lines.toString().contains("VANISHED"), lines.toString());
      lines = client.ok("UID FETCH 1:4 (FLAGS) (CHANGEDSINCE " + modSeq + " VANISHED)");
      assertTrue(lines.contains("* VANISHED (EARLIER) 2,4"), lines.toString());
      client.bad("UID FETCH 1 FLAGS (VANISHED)").bad("FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)");
    }
  }

  // RFC 7162 3.2.5.2, 7: both lists ascend, have no *, and tell a uid for each number.
  @Test
  void numbersAndUidsThatDoNotMatchAreRefused() throws Exception {
    server.withMessages(5);
    try (Client client = server.login()) {
      client.ok("ENABLE QRESYNC");
      String validity = code(client.ok("SELECT INBOX"), "UIDVALIDITY");
      for (String match :
          List.of(
              "1,3 1",
              "1:3 1,3",
              "1:4294967295 1:2",
              "3,1 1,3",
              "1,3 3,1",
              "3:1 1:3",
              "1:3 3:1",
              "1,1 1,2",
              "1:* 1:5",
              "1:5 1:*",
              "* 5",
              "1:3,3 1:4")) {
        client.bad("SELECT INBOX (QRESYNC (" + validity + " 1 1:5 (" + match + ")))");
        // What was wrong was noticed before the mailbox was left.
        assertEquals(1, client.ok("FETCH 5 UID").size(), match);
      }
      client.ok("SELECT INBOX (QRESYNC (" + validity + " 1 1:5 (1:2,4 1,2,4)))");
      client.ok("SELECT INBOX (QRESYNC (" + validity + " 1 (1:4294967295 1:4294967295)))");
    }
  }

  @Test
  void expungeIsToldAsVanished() throws Exception {
    server.withMessages(3);
    try (Client client = server.login();
        Client other = server.login()) {
      other.ok("ENABLE QRESYNC");
      other.ok("SELECT INBOX");
      client.ok("ENABLE QRESYNC");
      client.ok("SELECT INBOX");
      client.ok("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
      List<String> lines = client.run("EXPUNGE");
      assertEquals("* VANISHED 1:2", lines.getFirst());
      assertTrue(lines.getLast().startsWith("OK [HIGHESTMODSEQ "), lines.toString());
      assertTrue(other.ok("NOOP").contains("* VANISHED 1:2"));
      client.ok("STORE 1 +FLAGS.SILENT (\\Seen)");
      assertTrue(
          other
              .ok("NOOP")
              .getFirst()
              .startsWith("* 1 FETCH (UID 3 FLAGS (\\Recent \\Seen) MODSEQ ("));
    }
  }
}
