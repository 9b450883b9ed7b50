package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CONTEXT=SEARCH (RFC 5267 4), and what NOTIFY adds to it (RFC 5465 7). */
class ContextSearchTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String update(String tag, boolean uid, String items) {
    return "* ESEARCH (TAG \"" + tag + "\")" + (uid ? " UID " : " ") + items;
  }

  /** Begins a search and gives its tag; what it found has to be this. */
  private static String search(Client client, String command, String found) throws Exception {
    String tag = client.begin(command);
    List<String> lines = client.answer(tag);
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(lines.getFirst().endsWith(found), lines.toString());
    assertTrue(lines.getLast().startsWith("OK "), lines.toString());
    return tag;
  }

  // 4.1, 4.2
  @Test
  void isAnnouncedAndTheHintIsTaken() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      String capabilities = client.ok("CAPABILITY").getFirst();
      assertTrue(capabilities.contains(" CONTEXT=SEARCH"));
      assertFalse(capabilities.contains(" CONTEXT=SORT"));
      search(client, "SEARCH RETURN (CONTEXT COUNT) UNSEEN", ") COUNT 3");
      search(client, "SEARCH RETURN (CONTEXT) UNSEEN", ") ALL 1:3");
      client.bad("SORT RETURN (UPDATE) (DATE) UTF-8 ALL").bad("ESEARCH RETURN (UPDATE) ALL");
    }
  }

  // 4.3.3: behind EXISTS; 4.3.4: before EXPUNGE; RFC 5465 5.1: behind FETCH.
  @Test
  void whatOthersDoIsToldByNumber() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox();
        Client other = server.inbox()) {
      other.ok("STORE 1,3 +FLAGS (\\Flagged)");
      client.ok("NOOP");
      String tag = search(client, "SEARCH RETURN (UPDATE COUNT) FLAGGED", ") COUNT 2");
      other.append("INBOX", "(\\Flagged) ", TestServer.message(4));
      List<String> lines = client.ok("NOOP");
      assertEquals("* 4 EXISTS", lines.getFirst());
      assertEquals(update(tag, false, "ADDTO (0 4)"), lines.getLast());
      other.ok("STORE 2 +FLAGS (\\Flagged)");
      other.ok("STORE 3 -FLAGS (\\Flagged)");
      lines = client.ok("NOOP");
      assertTrue(lines.get(0).startsWith("* 2 FETCH ("), lines.toString());
      assertTrue(lines.get(1).startsWith("* 3 FETCH ("), lines.toString());
      assertEquals(
          List.of(update(tag, false, "REMOVEFROM (0 3) ADDTO (0 2)")), lines.subList(2, 3));
      other.ok("STORE 1,3:4 +FLAGS.SILENT (\\Deleted)");
      client.ok("NOOP");
      other.ok("EXPUNGE");
      assertEquals(
          List.of(
              update(tag, false, "REMOVEFROM (0 1,4)"),
              "* 1 EXPUNGE",
              "* 2 EXPUNGE",
              "* 2 EXPUNGE"),
          client.ok("NOOP"));
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH FLAGGED"));
    }
  }

  // 4.3.2
  @Test
  void aSearchByUidIsToldByUidInIdleToo() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox();
        Client other = server.inbox()) {
      other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      other.ok("EXPUNGE");
      client.ok("NOOP");
      String tag = search(client, "UID SEARCH RETURN (UPDATE) SUBJECT 3", ") UID ALL 3");
      String idle = client.begin("IDLE");
      client.line();
      server.with(TestServer.message(33), TestServer.message(4));
      String line = client.line();
      while (!line.startsWith("* ESEARCH")) {
        line = client.line();
      }
      assertEquals(update(tag, true, "ADDTO (0 4)"), line);
      client.raw("DONE\r\n");
      client.answer(idle);
    }
  }

  @Test
  void whatTheClientItselfDoesIsToldToo() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      String tag = search(client, "SEARCH RETURN (UPDATE) UNSEEN", ") ALL 1:3");
      assertEquals(
          update(tag, false, "REMOVEFROM (0 2:3)"),
          client.ok("STORE 2:3 +FLAGS.SILENT (\\Seen)").getLast());
      assertEquals(
          update(tag, false, "REMOVEFROM (0 1)"), client.ok("FETCH 1 BODY[TEXT]").getLast());
      assertEquals(
          update(tag, false, "ADDTO (0 1)"), client.ok("UID STORE 1 -FLAGS (\\Seen)").getLast());
      client.ok("STORE 1 +FLAGS (\\Deleted)");
      assertEquals(
          List.of(update(tag, false, "REMOVEFROM (0 1)"), "* 1 EXPUNGE"), client.ok("EXPUNGE"));
    }
  }

  // 4.3: no interaction with other options.
  @Test
  void whatIsToldIsOfAllMessages() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      String tag = search(client, "SEARCH RETURN (UPDATE MIN) UNSEEN", ") MIN 1");
      assertEquals(
          update(tag, false, "REMOVEFROM (0 3)"), client.ok("STORE 3 +FLAGS (\\Seen)").getLast());
      String page = search(client, "SEARCH RETURN (PARTIAL 1:1 UPDATE) SEEN", ") PARTIAL (1:1 3)");
      assertEquals(
          List.of(update(tag, false, "REMOVEFROM (0 2)"), update(page, false, "ADDTO (0 2)")),
          client.ok("STORE 2 +FLAGS.SILENT (\\Seen)"));
    }
  }

  @Test
  void numbersInKeysAreThoseOfTheCommand() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      search(client, "SEARCH RETURN (UPDATE) 1:* UNSEEN", ") ALL 1:3");
      server.withMessages(1);
      assertFalse(client.ok("NOOP").toString().contains("ESEARCH"));
    }
  }

  // 4.3: all messages that match are in the result, and new ones have uids that * stands for.
  @Test
  void uidsUpToTheLastGoOnToNewMessages() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      String all = search(client, "UID SEARCH RETURN (UPDATE) UID 2:* UNSEEN", ") UID ALL 2:3");
      String not = search(client, "UID SEARCH RETURN (UPDATE) NOT (UID 2:* UNSEEN)", ") UID ALL 1");
      String few = search(client, "UID SEARCH RETURN (UPDATE) OR UID 1 UID 2:3", ") UID ALL 1:3");
      String last = search(client, "UID SEARCH RETURN (UPDATE) UID *", ") UID ALL 3");
      String later = search(client, "UID SEARCH RETURN (UPDATE) UID 9:*", ") UID ALL 3");
      server.withMessages(2);
      List<String> told =
          client.ok("NOOP").stream().filter(line -> line.contains("ESEARCH")).toList();
      assertEquals(
          List.of(
              update(all, true, "ADDTO (0 4:5)"),
              update(last, true, "REMOVEFROM (0 3) ADDTO (0 5)"),
              update(later, true, "REMOVEFROM (0 3) ADDTO (0 5)")),
          told);
      client.ok("STORE 5 +FLAGS.SILENT (\\Deleted)");
      assertEquals(
          List.of(
              update(all, true, "REMOVEFROM (0 5)"),
              update(last, true, "REMOVEFROM (0 5)"),
              update(later, true, "REMOVEFROM (0 5)"),
              "* 5 EXPUNGE",
              update(last, true, "ADDTO (0 4)"),
              update(later, true, "ADDTO (0 4)")),
          client.ok("EXPUNGE"));
      for (String tag : List.of(all, not, few, last, later)) {
        client.ok("CANCELUPDATE \"" + tag + "\"");
      }
    }
  }

  // 4.3
  @Test
  void aTagInUseIsRefused() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.raw("x SEARCH RETURN (UPDATE) ALL\r\n");
      assertTrue(client.answer("x").getLast().startsWith("OK "));
      client.raw("x SEARCH RETURN (UPDATE) ALL\r\n");
      assertTrue(client.answer("x").getLast().startsWith("BAD "));
      client.raw("x SEARCH RETURN (COUNT) ALL\r\n");
      assertTrue(client.answer("x").getLast().startsWith("OK "));
    }
  }

  @Test
  void whatKeysHoldTakesRoomToo() throws Exception {
    server.withMessages(200);
    try (Client client = server.inbox()) {
      for (int number = 2; number <= 200; number += 2) {
        client.ok("STORE " + number + " +FLAGS.SILENT (\\Deleted)");
      }
      client.ok("EXPUNGE");
      String tag = client.begin("UID SEARCH RETURN (UPDATE)" + " UID 1:*".repeat(800));
      List<String> lines = client.answer(tag);
      assertTrue(lines.get(0).startsWith("* NO [NOUPDATE \"" + tag + "\"] "), lines.toString());
      assertTrue(lines.getLast().startsWith("OK "), lines.toString());
    }
  }

  @Test
  void whoMayNotReadAnyMoreIsToldNothingOfIt() throws Exception {
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team");
      anna.append("team", "", TestServer.message(1));
      anna.ok("SETACL team bob@example.test lrsw");
      bob.select("user/anna@example.test/team");
      search(bob, "UID SEARCH RETURN (UPDATE) FLAGGED", ") UID");
      anna.ok("SETACL team bob@example.test -r");
      bob.ok("UID STORE 1 +FLAGS.SILENT (\\Flagged)");
      bob.ok("NOOP");
    }
  }

  // 4.3.1, 4.3.5
  @Test
  void thereIsRoomForSome() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      String first = search(client, "SEARCH RETURN (UPDATE) SEEN", ")");
      for (int i = 1; i < Contexts.MOST; i++) {
        search(client, "SEARCH RETURN (UPDATE COUNT) ALL", ") COUNT 2");
      }
      String tag = client.begin("SEARCH RETURN (UPDATE COUNT) SEEN");
      List<String> lines = client.answer(tag);
      assertTrue(lines.get(0).startsWith("* NO [NOUPDATE \"" + tag + "\"] "), lines.toString());
      assertTrue(lines.get(1).endsWith(" COUNT 0"), lines.toString());
      assertTrue(lines.get(2).startsWith("OK "), lines.toString());
      client.ok("CANCELUPDATE \"" + first + "\"");
      assertFalse(client.ok("STORE 1 +FLAGS (\\Seen)").toString().contains("ESEARCH"));
      search(client, "SEARCH RETURN (UPDATE COUNT) SEEN", ") COUNT 1");
      client.no("CANCELUPDATE \"" + first + "\"", "").bad("CANCELUPDATE");
    }
  }

  @Test
  void itEndsWithTheMailbox() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      search(client, "SEARCH RETURN (UPDATE) UNSEEN", ") ALL 1:2");
      client.select("INBOX");
      assertFalse(client.ok("STORE 1 +FLAGS (\\Seen)").toString().contains("ESEARCH"));
    }
  }

  // RFC 5465 7: EXISTS, FETCH, ESEARCH; nothing is fetched for a change of flags.
  @Test
  void newMessagesComeWithWhatIsAskedOfThem() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox();
        Client other = server.inbox()) {
      other.ok("STORE 1 +FLAGS (\\Flagged)");
      client.ok("NOOP");
      String seen =
          search(client, "SEARCH RETURN (UPDATE (FLAGS UID) COUNT) SUBJECT 3", " COUNT 0");
      String tag =
          search(
              client,
              "SEARCH RETURN (COUNT UPDATE (BODY.PEEK[HEADER.FIELDS (SUBJECT)])) FLAGGED",
              " COUNT 1");
      other.append("INBOX", "(\\Flagged) ", TestServer.message(3));
      List<String> lines = client.ok("NOOP");
      lines = lines.subList(lines.size() - 3, lines.size());
      assertTrue(
          lines
              .get(0)
              .matches(
                  "(?s)\\* 3 FETCH \\(UID 3 FLAGS \\([^)]*\\) BODY\\[HEADER.FIELDS \\(SUBJECT\\)]"
                      + " \\{14}\r\nSubject: 3\r\n\r\n\\)"),
          lines.toString());
      assertEquals(
          List.of(update(seen, false, "ADDTO (0 3)"), update(tag, false, "ADDTO (0 3)")),
          lines.subList(1, 3));
      other.ok("STORE 2 +FLAGS (\\Flagged)");
      lines = client.ok("NOOP");
      assertEquals(2, lines.size(), lines.toString());
      assertEquals(update(tag, false, "ADDTO (0 2)"), lines.getLast());
    }
  }
}
