package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one session does to the messages of another (RFC 9051 5.5, 7.5.1, RFC 2180). */
class TwoClientsTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static void expunge(Client client, String numbers) throws Exception {
    client.ok("STORE " + numbers + " +FLAGS.SILENT (\\Deleted)");
    client.ok("EXPUNGE");
  }

  @Test
  void uidCommandsGoOnWhileMessagesVanish() throws Exception {
    server.withMessages(5);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      expunge(one, "1,3");
      // UID commands may renumber: the numbers are those that hold when they are told.
      List<String> lines = other.ok("UID FETCH 2,4 UID");
      assertTrue(lines.contains("* 1 FETCH (UID 2)") || lines.contains("* 2 FETCH (UID 2)"));
      other.ok("NOOP");
      assertEquals(
          List.of("* 1 FETCH (UID 2)", "* 2 FETCH (UID 4)"), other.ok("UID FETCH 2,4 UID"));
      expunge(one, "1");
      lines = other.ok("UID STORE 2,4 +FLAGS (\\Seen)");
      assertTrue(lines.toString().contains("UID 4 FLAGS (\\Seen)"), lines.toString());
      other.ok("NOOP");
      assertEquals(List.of("* 1 FETCH (UID 4)"), other.ok("FETCH 1 UID"));
      expunge(one, "1");
      assertEquals(List.of("* 1 EXPUNGE"), other.ok("CHECK"));
      assertEquals(List.of("* SEARCH 1"), other.ok("SEARCH ALL"));
    }
  }

  @Test
  void whatAnotherChangedIsToldAfterASilentStoreToo() throws Exception {
    server.withMessages(2);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      other.ok("STORE 1 +FLAGS.SILENT (\\Flagged)");
      // RFC 9051 6.4.6: the change is from an external source.
      List<String> lines = new ArrayList<>(one.ok("STORE 1:2 +FLAGS.SILENT (\\Seen)"));
      lines.addAll(one.ok("NOOP"));
      List<String> told = lines.stream().filter(line -> line.contains(" FETCH ")).toList();
      assertEquals(1, told.size(), lines.toString());
      assertTrue(told.getFirst().contains("* 1 FETCH (FLAGS (\\Flagged "), lines.toString());
    }
  }

  @Test
  void whatTheAnswerOfAStoreTellsIsNotToldOnceMore() throws Exception {
    server.withMessages(3);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      for (String command : List.of("STORE 1:2 +FLAGS (\\Seen)", "UID STORE 1:2 FLAGS (\\Draft)")) {
        other.ok("STORE 1,3 +FLAGS.SILENT (\\Flagged)");
        List<String> lines = new ArrayList<>(one.ok(command));
        lines.addAll(one.ok("NOOP"));
        assertEquals(
            List.of("1", "2", "3"),
            lines.stream()
                .filter(line -> line.contains(" FETCH "))
                .map(line -> line.split(" ")[1])
                .toList(),
            lines.toString());
        other.ok("STORE 1,3 -FLAGS.SILENT (\\Flagged)");
        one.ok("NOOP");
      }
      // What others do after it is told.
      one.ok("STORE 1 +FLAGS (\\Seen)");
      other.ok("STORE 1 +FLAGS.SILENT (\\Answered)");
      assertTrue(one.ok("NOOP").getFirst().startsWith("* 1 FETCH (FLAGS (\\Answered "));
    }
  }

  private static List<String> fetched(List<String> lines) {
    return lines.stream().filter(line -> line.contains(" FETCH ")).toList();
  }

  @Test
  void whatTheAnswerOfAFetchTellsIsNotToldOnceMore() throws Exception {
    server.withMessages(3);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      one.ok("FETCH 1:* FLAGS");
      String recent = one.ok("FETCH 1 FLAGS").getFirst().contains("Recent") ? " \\Recent" : "";
      other.ok("STORE 1,3 +FLAGS.SILENT (\\Flagged)");
      List<String> lines = new ArrayList<>(one.ok("FETCH 1:2 FLAGS"));
      lines.addAll(one.ok("NOOP"));
      assertEquals(
          List.of(
              "* 1 FETCH (FLAGS (\\Flagged" + recent + "))",
              "* 2 FETCH (FLAGS (" + recent.strip() + "))",
              "* 3 FETCH (FLAGS (\\Flagged" + recent + "))"),
          fetched(lines));
      // \Seen is set and told, and what another changed before.
      other.ok("STORE 1:2 +FLAGS.SILENT (\\Draft)");
      lines = new ArrayList<>(one.ok("FETCH 1 BODY[HEADER.FIELDS (X)]"));
      lines.addAll(one.ok("NOOP"));
      assertEquals(2, fetched(lines).size(), lines.toString());
      // Without flags in the answer they are told as ever, and what happens later is.
      other.ok("STORE 1:2 -FLAGS.SILENT (\\Draft)");
      lines = new ArrayList<>(one.ok("FETCH 1 (UID BODY[HEADER.FIELDS (X)])"));
      lines.addAll(one.ok("NOOP"));
      assertEquals(3, fetched(lines).size(), lines.toString());
      one.ok("FETCH 1 FLAGS");
      other.ok("STORE 1 +FLAGS.SILENT (\\Answered)");
      assertEquals(1, fetched(one.ok("NOOP")).size());
    }
  }

  // RFC 7162 3.1: once CONDSTORE is enabled a change is told with MODSEQ; 3.2.4: or with UID, too.
  @Test
  void anAnswerWithoutAllThatGoesWithFlagsDoesNotCount() throws Exception {
    server.withMessages(2);
    try (Client one = server.login();
        Client other = server.inbox()) {
      one.ok("ENABLE QRESYNC");
      one.ok("SELECT INBOX");
      one.ok("FETCH 1:* FLAGS");
      int told = 0;
      for (String command :
          List.of(
              "FETCH 1 FLAGS",
              "UID FETCH 1 FLAGS",
              "FETCH 1 (FLAGS MODSEQ)",
              "UID FETCH 1 (FLAGS MODSEQ)",
              "UID FETCH 1 BODY[HEADER.FIELDS (X)]")) {
        other.ok("STORE 1 " + "+-".charAt(told++ % 2) + "FLAGS.SILENT (\\Flagged)");
        List<String> lines = new ArrayList<>(one.ok(command));
        lines.addAll(one.ok("NOOP"));
        assertEquals(told < 4 ? 2 : 1, fetched(lines).size(), command + ": " + lines);
        assertTrue(fetched(lines).getLast().matches("(?s).*UID 1 .*MODSEQ.*"), lines.toString());
      }
    }
  }

  @Test
  void recentIsToldToOne() throws Exception {
    try (Client one = server.inbox();
        Client other = server.inbox();
        Client third = server.login()) {
      one.append("INBOX", "(\\Seen \\Flagged) ", TestServer.message(1));
      other.ok("NOOP");
      String status = third.ok("STATUS INBOX (MESSAGES UNSEEN)").getFirst();
      assertEquals("* STATUS \"INBOX\" (MESSAGES 1 UNSEEN 0)", status);
      long recent =
          List.of(one.ok("FETCH 1 FLAGS"), other.ok("FETCH 1 FLAGS")).stream()
              .filter(lines -> lines.toString().contains("\\Recent"))
              .count();
      assertEquals(1, recent);
    }
  }

  @Test
  void copiesKeepFlagsAndDates() throws Exception {
    try (Client one = server.login();
        Client other = server.login()) {
      one.ok("CREATE Copies");
      one.append(
          "INBOX", "(\\Draft $One two) \"17-Jul-1996 02:44:25 -0700\" ", "Subject: x\r\n\r\n");
      one.select("INBOX");
      other.select("Copies");
      one.ok("COPY 1 Copies");
      other.ok("NOOP");
      assertEquals(
          "* 1 FETCH (FLAGS (\\Draft \\Recent $One two) INTERNALDATE \"17-Jul-1996 09:44:25"
              + " +0000\")",
          other.ok("FETCH 1 (FLAGS INTERNALDATE)").getLast());
    }
  }

  @Test
  void aMessageCanBeMovedToWhereItIs() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      List<String> lines = client.run("MOVE 1 INBOX");
      assertTrue(lines.getFirst().matches("\\* OK \\[COPYUID \\d+ 1 3] .*"), lines.toString());
      assertTrue(lines.contains("* 1 EXPUNGE"), lines.toString());
      assertEquals(List.of("* 1 FETCH (UID 2)", "* 2 FETCH (UID 3)"), client.ok("FETCH 1:2 UID"));
    }
  }

  @Test
  void theModSeqOfASearchIsThatOfWhatItTells() throws Exception {
    server.withMessages(4);
    try (Client client = server.inbox()) {
      client.ok("FETCH 1 MODSEQ");
      long[] at = new long[5];
      for (int number : new int[] {1, 3, 2, 4}) {
        String line = client.ok("STORE " + number + " +FLAGS.SILENT (\\Seen)").getFirst();
        at[number] = Long.parseLong(line.replaceAll(".*MODSEQ \\((\\d+)\\).*", "$1"));
      }
      // RFC 4731 3.2, RFC 7162 3.1.5: with MIN or MAX alone, that of the one message.
      String keys = "MODSEQ \"/flags/\\\\seen\" all 1";
      assertEquals(" MIN 1 MODSEQ " + at[1], result(client, "(MIN) 1:3 " + keys));
      assertEquals(" MAX 3 MODSEQ " + at[3], result(client, "(MAX) 1:3 " + keys));
      assertEquals(" MIN 2 MAX 3 MODSEQ " + at[2], result(client, "(MIN MAX) 2:3 " + keys));
      assertEquals(" ALL 1:3 MODSEQ " + at[2], result(client, "() 1:3 " + keys));
      assertEquals("", result(client, "(ALL) 2:3 MODSEQ " + at[4]));
    }
  }

  private static String result(Client client, String search) throws Exception {
    return client.ok("SEARCH RETURN " + search).getFirst().replaceAll("\\* ESEARCH \\(.*?\\)", "");
  }

  @Test
  void subjectsInOrder() throws Exception {
    for (String subject :
        List.of(
            "a", "C", "b", "_", "[x] Fwd: [y] Re: fw: b (fWd)  (fwd)", "b (a)", "Re: [FWD: c]")) {
      server.with("Subject: " + subject + "\r\n\r\n" + subject + "\r\n");
    }
    server.with("Subject: [xyz]\r\n\r\n", "X: no subject\r\n\r\n");
    try (Client client = server.inbox()) {
      assertEquals(List.of("* SORT 9 1 3 5 6 2 7 8 4"), client.ok("SORT (SUBJECT) US-ASCII ALL"));
    }
  }
}
