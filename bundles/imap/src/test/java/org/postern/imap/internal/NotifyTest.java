package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.imap.internal.Client.assertLine;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NOTIFY (RFC 5465): what is told of messages. Nothing is asked while something is expected. */
class NotifyTest {
  private static final String MESSAGES = "(MessageNew MessageExpunge)";
  private static final String ALL = "(MessageNew MessageExpunge FlagChange)";

  @RegisterExtension final TestServer server = new TestServer();

  private Client client(String mailbox, String notify) throws Exception {
    Client client = server.login();
    if (!mailbox.isEmpty()) {
      client.select(mailbox);
    }
    client.ok("NOTIFY " + notify);
    return client;
  }

  // 3, 8
  @Test
  void isAnnouncedAndReadAsItIsWritten() throws Exception {
    try (Client client = server.inbox()) {
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" NOTIFY"));
      client.ok("NOTIFY NONE");
      client.ok("notify set status (selected-delayed NONE) (inboxes NONE) (Subscribed NONE)");
      client.ok("NOTIFY SET (subtree (a b/c) " + MESSAGES + ") (mailboxes INBOX " + ALL + ")");
      client.ok("NOTIFY SET (selected (MessageNew (FLAGS BODY.PEEK[TEXT]) MessageExpunge))");
      client.ok(
          "NOTIFY SET (personal (MailboxName SubscriptionChange MailboxMetadataChange"
              + " ServerMetadataChange))");
      client.bad("NOTIFY").bad("NOTIFY SET").bad("NOTIFY SET STATUS").bad("NOTIFY NONE x");
      client.bad("NOTIFY SET (everything NONE)").bad("NOTIFY SET (selected)");
      client.bad("NOTIFY SET (selected ())").bad("NOTIFY SET (subtree () NONE)");
    }
  }

  @Test
  void aMailboxOfTwoNamesIsToldByOne() throws Exception {
    server.withMessages(1);
    String two = "(mailboxes (INBOX user/anna@example.test/INBOX) " + MESSAGES + ")";
    try (Client client = server.login();
        Client other = server.inbox()) {
      List<String> lines = client.ok("NOTIFY SET STATUS " + two);
      assertEquals(1, lines.stream().filter(line -> line.startsWith("* STATUS ")).count());
      assertLine("\\* STATUS \"INBOX\" .*", lines.getFirst());
      other.append("INBOX", "", TestServer.message(2));
      assertLine("\\* STATUS \"INBOX\" .*MESSAGES 2.*", client.line());
      client.ok("NOOP");
    }
  }

  @Test
  void soManyNamesAreTaken() throws Exception {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i <= 1_000; i++) {
      names.append(i == 0 ? "" : " ").append("n").append(i);
    }
    try (Client client = server.inbox()) {
      client.no("NOTIFY SET (mailboxes (" + names + ") " + MESSAGES + ")", "NOTIFICATIONOVERFLOW");
      client.ok("NOOP");
    }
  }

  // 3.1, 5, 6.1
  @Test
  void whatDoesNotGoTogetherIsRefused() throws Exception {
    try (Client client = server.inbox()) {
      String supported =
          "BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange"
              + " MailboxMetadataChange ServerMetadataChange)";
      client.no("NOTIFY SET (personal (MessageNew MessageExpunge AnnotationChange))", supported);
      client.no("NOTIFY SET (selected (Sunrise MessageNew))", supported);
      client.bad("NOTIFY SET (personal (MessageNew))").bad("NOTIFY SET (personal (FlagChange))");
      client.bad("NOTIFY SET (personal (MessageExpunge FlagChange))");
      client.bad("NOTIFY SET (selected (MailboxName))");
      client.ok("NOOP");
      client.bad("NOTIFY SET (selected NONE) (selected-delayed NONE)");
      client.no("NOTIFY SET" + " (personal NONE)".repeat(101), "NOTIFICATIONOVERFLOW");
    }
  }

  // 5.2, 5.3: of other mailboxes, figures, at once.
  @Test
  void messagesThatComeAndGoElsewhereAreToldAtOnce() throws Exception {
    try (Client other = server.login()) {
      other.ok("CREATE box");
      try (Client client = client("INBOX", "SET (personal " + MESSAGES + ")")) {
        other.append("box", "", TestServer.message(1));
        assertLine("\\* STATUS \"box\" \\(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \\d+\\)", client.line());
        other.select("box");
        // Not asked for.
        other.ok("STORE 1 +FLAGS (\\Deleted)");
        other.ok("EXPUNGE");
        assertLine("\\* STATUS \"box\" \\(MESSAGES 0 UIDNEXT 2 .*", client.line());
        // 6.1: INBOX is selected, and no group names that.
        server.withMessages(1);
        other.append("box", "", TestServer.message(2));
        assertLine("\\* STATUS \"box\" \\(MESSAGES 1 UIDNEXT 3 .*", client.line());
        client.select("box");
        other.append("INBOX", "", TestServer.message(3));
        String line = client.line();
        assertLine("\\* STATUS \"INBOX\" \\(MESSAGES 2 UIDNEXT 3 .*", line);
      }
    }
  }

  // 5.1
  @Test
  void changesOfFlagsElsewhereAreTold() throws Exception {
    server.withMessages(2);
    try (Client other = server.inbox();
        Client client = server.login()) {
      client.ok("NOTIFY SET (mailboxes (INBOX nothing) " + ALL + ")");
      other.ok("STORE 1 +FLAGS (\\Seen)");
      // With the modseq at least, whether the client counts by those or not.
      assertLine(
          "\\* STATUS \"INBOX\" \\(UIDVALIDITY \\d+ UNSEEN 1 HIGHESTMODSEQ \\d+\\)", client.line());
      other.ok("STORE 2 +FLAGS (\\Flagged)");
      assertLine(
          "\\* STATUS \"INBOX\" \\(UIDVALIDITY \\d+ UNSEEN 1 HIGHESTMODSEQ \\d+\\)", client.line());
      server.withMessages(1);
      assertLine(
          "\\* STATUS \"INBOX\" \\(MESSAGES 3 UIDNEXT 4 UIDVALIDITY \\d+ UNSEEN 2"
              + " HIGHESTMODSEQ \\d+\\)",
          client.line());
    }
  }

  // 3.1
  @Test
  void theFiguresAreToldAtTheBeginningWhenAsked() throws Exception {
    server.withMessages(1);
    try (Client client = server.login()) {
      client.ok("CREATE a/b");
      client.select("a");
      client.ok("ENABLE QRESYNC");
      List<String> lines = client.ok("NOTIFY SET STATUS (personal " + MESSAGES + ")");
      assertEquals(2, lines.size(), lines.toString());
      assertLine(
          "\\* STATUS \"INBOX\" \\(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \\d+ HIGHESTMODSEQ \\d+\\)",
          lines.get(0));
      assertLine("\\* STATUS \"a/b\" .*", lines.get(1));
      assertEquals(List.of(), client.ok("NOTIFY SET STATUS (personal (MailboxName))"));
      assertEquals(List.of(), client.ok("NOTIFY SET STATUS (personal NONE)"));
      assertEquals(
          1, client.ok("NOTIFY SET STATUS (subtree a/b " + ALL + ") (personal NONE)").size());
    }
  }

  // 5.1 to 5.3, 6.1.1
  @Test
  void whatHappensInTheSelectedMailboxIsToldAtOnce() throws Exception {
    server.withMessages(2);
    String fetch =
        "(MessageNew (BODY.PEEK[HEADER.FIELDS (SUBJECT)] FLAGS) MessageExpunge FlagChange)";
    try (Client client = client("INBOX", "SET (selected " + fetch + ")");
        Client other = server.inbox()) {
      server.withMessages(1);
      assertEquals("* 3 EXISTS", client.line());
      assertTrue(client.line().endsWith(" RECENT"));
      assertLine(
          "(?s)\\* 3 FETCH \\(UID 3 BODY\\[HEADER.FIELDS \\(SUBJECT\\)] \\{14}\r\n"
              + "Subject: 1\r\n\r\n FLAGS \\([^)]*\\)\\)",
          client.response());
      other.ok("STORE 1 +FLAGS (\\Deleted)");
      assertLine("\\* 1 FETCH \\(UID 1 FLAGS \\(\\\\Deleted.*", client.line());
      other.ok("EXPUNGE");
      assertEquals("* 1 EXPUNGE", client.line());
      // 5.2: its own message, the client knows.
      client.append("INBOX", "", TestServer.message(9));
      assertEquals(List.of(), client.ok("NOOP"));
      client.ok("UID FETCH 1:* FLAGS");
    }
  }

  @Test
  void withQresyncTheyHaveVanished() throws Exception {
    server.withMessages(3);
    try (Client client = server.login();
        Client other = server.inbox()) {
      client.ok("ENABLE QRESYNC");
      client.select("INBOX");
      client.ok("NOTIFY SET (selected " + ALL + ")");
      other.ok("STORE 1:2 +FLAGS (\\Deleted)");
      assertLine("\\* 1 FETCH \\(UID 1 FLAGS \\(.*\\) MODSEQ \\(\\d+\\)\\)", client.line());
      assertLine("\\* 2 FETCH \\(UID 2 .*", client.line());
      other.ok("EXPUNGE");
      String line = client.line();
      assertTrue(line.equals("* VANISHED 1:2"), line);
    }
  }

  // 6.1.2
  @Test
  void delayedMeansThatNumbersStayUntilTheNextCommand() throws Exception {
    server.withMessages(3);
    try (Client client = client("INBOX", "SET (selected-delayed " + ALL + ")");
        Client other = server.inbox()) {
      other.ok("STORE 1 +FLAGS (\\Deleted)");
      assertLine("\\* 1 FETCH \\(UID 1 .*", client.line());
      other.ok("EXPUNGE");
      server.withMessages(1);
      assertEquals("* 4 EXISTS", client.line());
      client.line();
      assertEquals(List.of("* 2 FETCH (UID 2)"), client.ok("FETCH 2 UID"));
      assertEquals(List.of("* 1 EXPUNGE"), client.ok("NOOP"));
      // 4: IDLE is a command during which they may go.
      other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      client.line();
      String idle = client.begin("IDLE");
      client.line();
      other.ok("EXPUNGE");
      assertEquals("* 1 EXPUNGE", client.line());
      client.raw("DONE\r\n");
      assertTrue(client.answer(idle).getLast().startsWith("OK "));
    }
  }

  // 3.1, 5
  @Test
  void whoIsNotInterestedGoesOnWithWhatWasThere() throws Exception {
    server.withMessages(2);
    try (Client client = client("INBOX", "NONE");
        Client other = server.inbox()) {
      other.ok("STORE 1 +FLAGS (\\Deleted)");
      other.ok("EXPUNGE");
      server.withMessages(1);
      assertEquals(List.of(), client.ok("NOOP"));
      assertEquals(List.of("* 2 FETCH (UID 2)"), client.ok("FETCH 2 UID"));
      client.ok("STORE 2 +FLAGS (\\Seen)");
      // 3.1: an implicit NOOP.
      List<String> lines = client.ok("NOTIFY SET (selected " + MESSAGES + ")");
      assertEquals("* 1 EXPUNGE", lines.getFirst());
      assertTrue(lines.contains("* 2 EXISTS"), lines.toString());
      other.ok("STORE 1 +FLAGS (\\Flagged)");
      server.withMessages(1);
      assertEquals("* 3 EXISTS", client.line(), "nothing of flags");
    }
  }

  // 5
  @Test
  void whatTheClientDoesItselfIsNotToldToIt() throws Exception {
    server.withMessages(2);
    try (Client client = client("INBOX", "SET (personal " + MESSAGES + ")");
        Client other = server.login()) {
      client.ok("CREATE box");
      client.append("box", "", TestServer.message(1));
      client.ok("COPY 1:2 box");
      assertEquals(List.of(), client.ok("NOOP"));
      other.append("box", "", TestServer.message(2));
      assertLine("\\* STATUS \"box\" \\(MESSAGES 4 UIDNEXT 5 .*", client.line());
    }
  }

  // 4
  @Test
  void theSameIsToldInIdle() throws Exception {
    try (Client client = client("", "SET (personal " + MESSAGES + ")");
        Client other = server.login()) {
      String idle = client.begin("IDLE");
      assertEquals("+ idling", client.line());
      other.append("INBOX", "", TestServer.message(1));
      assertLine("\\* STATUS \"INBOX\" \\(MESSAGES 1 .*", client.line());
      client.raw("DONE\r\n");
      assertTrue(client.answer(idle).getLast().startsWith("OK "));
    }
  }

  @Test
  void underTlsAndCompressionToo() throws Exception {
    try (Client client = server.connect();
        Client other = server.login()) {
      client.line();
      client.ok("STARTTLS");
      client.secure();
      client.ok("LOGIN anna@example.test secret");
      client.ok("NOTIFY SET (personal " + MESSAGES + ")");
      other.append("INBOX", "", TestServer.message(1));
      assertLine("\\* STATUS \"INBOX\" \\(MESSAGES 1 .*", client.line());
      client.ok("NOOP");
      client.ok("COMPRESS DEFLATE");
      client.wrap(
          in -> new java.util.zip.InflaterInputStream(in, new java.util.zip.Inflater(true)),
          out ->
              new java.util.zip.DeflaterOutputStream(
                  out, new java.util.zip.Deflater(1, true), true));
      other.append("INBOX", "", TestServer.message(1));
      assertLine("\\* STATUS \"INBOX\" \\(MESSAGES 2 .*", client.line());
      client.ok("NOOP");
    }
  }

  @Test
  void aSelectedMailboxThatIsDeletedSaysBye() throws Exception {
    try (Client client = server.login();
        Client other = server.login()) {
      client.ok("CREATE a");
      client.select("a");
      client.ok("NOTIFY SET (selected " + MESSAGES + ")");
      other.ok("DELETE a");
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }

  // 6: groups add up.
  @Test
  void manyGroupsMayNameAMailbox() throws Exception {
    server.withMessages(1);
    try (Client client =
            client("", "SET (mailboxes INBOX " + MESSAGES + ") (personal " + ALL + ")");
        Client other = server.inbox()) {
      other.ok("STORE 1 +FLAGS (\\Seen)");
      assertLine(
          "\\* STATUS \"INBOX\" \\(UIDVALIDITY \\d+ UNSEEN 0 HIGHESTMODSEQ \\d+\\)", client.line());
    }
  }

  @Test
  void commandsGoOnMeanwhile() throws Exception {
    try (Client client = client("INBOX", "SET (selected " + ALL + ") (personal " + ALL + ")");
        Client other = server.inbox()) {
      other.ok("CREATE box");
      int exists = 0;
      for (int i = 1; i <= 60; i++) {
        other.append("INBOX", "", TestServer.message(i));
        other.append("box", "", TestServer.message(i));
        other.ok("STORE " + i + " +FLAGS.SILENT (\\Seen)");
        String tag = client.begin("UID FETCH " + i + " FLAGS");
        client.raw("n" + i + " NOOP\r\n");
        List<String> lines = client.answer(tag);
        lines.addAll(client.answer("n" + i));
        for (String line : lines) {
          assertLine(
              "(OK .*)|(\\* (\\d+ (EXISTS|RECENT|FETCH \\(.*\\))|(STATUS \"box\" \\(.*\\))))",
              line);
          if (line.endsWith(" EXISTS")) {
            int now = Integer.parseInt(line.replaceAll("\\D", ""));
            assertTrue(now > exists, lines.toString());
            exists = now;
          }
        }
      }
      assertEquals(60, exists);
      assertEquals(60, client.ok("UID SEARCH SEEN").getLast().split(" ").length - 2);
    }
  }

  @Test
  void nothingIsToldAnyMoreAfterNone() throws Exception {
    try (Client client = client("", "SET (personal " + MESSAGES + ")");
        Client other = server.login()) {
      client.ok("NOTIFY NONE");
      other.append("INBOX", "", TestServer.message(1));
      assertEquals(List.of(), client.ok("NOOP"));
      assertFalse(client.ok("NOTIFY SET STATUS (inboxes " + MESSAGES + ")").isEmpty());
    }
  }
}
