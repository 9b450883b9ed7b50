package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CONDSTORE (RFC 7162 3.1). */
class CondstoreTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static long modSeq(Client client, int number) throws Exception {
    String line = client.ok("FETCH " + number + " MODSEQ").getLast();
    return Long.parseLong(line.replaceAll(".*MODSEQ \\((\\d+)\\).*", "$1"));
  }

  @Test
  void modSeqsGrowAndAreTold() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      client.ok("SELECT INBOX (CONDSTORE)");
      long before = modSeq(client, 1);
      String line = client.ok("STORE 1 +FLAGS.SILENT (\\Seen)").getFirst();
      assertTrue(line.matches("\\* 1 FETCH \\(MODSEQ \\(\\d+\\)\\)"), line);
      assertTrue(modSeq(client, 1) > before);
      line = client.ok("STORE 1 +FLAGS (\\Flagged)").getFirst();
      assertTrue(line.matches("\\* 1 FETCH \\(FLAGS \\(.*\\) MODSEQ \\(\\d+\\)\\)"), line);
    }
  }

  // 3.1: also by the way, and with the modseq to begin with.
  @Test
  void theFirstCommandThatEnablesItTellsWhereTheMailboxIs() throws Exception {
    server.withMessages(2);
    for (String command :
        List.of(
            "FETCH 1 MODSEQ",
            "STORE 1 (UNCHANGEDSINCE 100) +FLAGS ()",
            "SEARCH MODSEQ 1",
            "STATUS INBOX (HIGHESTMODSEQ)",
            "LIST \"\" INBOX RETURN (STATUS (HIGHESTMODSEQ))",
            "ENABLE CONDSTORE",
            "ENABLE QRESYNC")) {
      try (Client client = server.login()) {
        String at =
            client.ok("SELECT INBOX").stream()
                .filter(line -> line.startsWith("* OK [HIGHESTMODSEQ "))
                .findFirst()
                .orElseThrow();
        assertTrue(client.ok(command).contains(at), command);
        assertFalse(client.ok(command).contains(at), command);
      }
    }
  }

  @Test
  void changedSinceTellsTheChangedOnly() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      long before = modSeq(client, 3);
      client.ok("STORE 2 +FLAGS (\\Seen)");
      List<String> lines = client.ok("FETCH 1:* (FLAGS) (CHANGEDSINCE " + before + ")");
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(lines.getFirst().startsWith("* 2 FETCH (FLAGS (\\Recent \\Seen) MODSEQ ("));
      lines = client.ok("SEARCH MODSEQ \"/flags/\\\\seen\" all " + (before + 1));
      assertTrue(lines.getFirst().matches("\\* SEARCH 2 \\(MODSEQ \\d+\\)"), lines.toString());
      client.bad("FETCH 1 FLAGS (CHANGEDSINCE 0)").bad("FETCH 1 FLAGS (FOO)");
    }
  }

  @Test
  void unchangedSinceLeavesWhatOthersChanged() throws Exception {
    server.withMessages(3);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      long known = modSeq(one, 3);
      other.ok("STORE 2 +FLAGS (\\Flagged)");
      List<String> lines = one.run("STORE 1:3 (UNCHANGEDSINCE " + known + ") +FLAGS (\\Seen)");
      assertTrue(lines.getLast().startsWith("OK [MODIFIED 2] "), lines.toString());
      assertTrue(
          lines.toString().contains("* 2 FETCH (FLAGS (\\Flagged \\Recent)"), lines.toString());
      assertEquals("* SEARCH 1 3", one.ok("SEARCH SEEN").getFirst());
      lines = one.run("UID STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT (\\Draft)");
      assertTrue(lines.getLast().startsWith("OK [MODIFIED 1] "), lines.toString());
    }
  }

  @Test
  void anEmptyMailboxIsAtOneAndItsFirstMessageIsNewer() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE Empty");
      assertEquals(
          "* STATUS \"Empty\" (HIGHESTMODSEQ 1)",
          client.ok("STATUS Empty (HIGHESTMODSEQ)").getFirst());
      assertTrue(client.ok("SELECT Empty").toString().contains("[HIGHESTMODSEQ 1]"));
      client.append("Empty", "", TestServer.message(1));
      List<String> lines = client.ok("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)");
      assertTrue(lines.toString().contains("* 1 FETCH (UID 1 FLAGS (\\Recent) MODSEQ (2))"));
    }
  }
}
