package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CREATE, DELETE, RENAME (RFC 9051 6.3.4 to 6.3.6) and names (5.1). */
class MailboxCommandsTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void createMakesThoseAboveAndTellsTheId() throws Exception {
    try (Client client = server.login()) {
      String done = client.done("CREATE a/b/");
      assertTrue(done.matches("OK \\[MAILBOXID \\(\\d+\\)] .*"), done);
      assertEquals(2, client.ok("LIST \"\" a*").size());
      client.no("CREATE a", "ALREADYEXISTS");
      client.no("CREATE inbox", "ALREADYEXISTS");
    }
  }

  @Test
  void namesThatCantBe() throws Exception {
    try (Client client = server.login()) {
      client.no("CREATE /a", "CANNOT").no("CREATE a//b", "CANNOT").no("CREATE \"\"", "CANNOT");
      client.no("CREATE .", "CANNOT").no("CREATE a/../b", "CANNOT").no("CREATE a/.", "CANNOT");
      client.no("CREATE \"a*b\"", "CANNOT").no("CREATE \"#a\"", "CANNOT");
      client.no("CREATE " + "x".repeat(201), "CANNOT");
      client.no("CREATE a" + "/b".repeat(40), "CANNOT");
      client.no("CREATE \"&AAo-\"", "CANNOT");
      client.no("CREATE \"a&b\"", "CANNOT");
      client.ok("CREATE \"a&-b\"");
      assertEquals(List.of("* LIST (\\HasNoChildren) \"/\" \"a&-b\""), client.ok("LIST \"\" a*"));
    }
  }

  @Test
  void inboxHasNoCase() throws Exception {
    try (Client client = server.login()) {
      client.ok("SELECT iNbOx");
      client.ok("CREATE inbox/sub");
      client.ok("SELECT INBOX/sub");
    }
  }

  @Test
  void deleteLeavesThoseUnderIt() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a/b");
      client.ok("DELETE a");
      client.ok("SELECT a/b");
      client.ok("DELETE a/b");
      client.bad("FETCH 1 FLAGS");
      assertEquals(List.of(), client.ok("LIST \"\" a*"));
      client.no("DELETE INBOX", "CANNOT").no("DELETE a", "NONEXISTENT");
    }
  }

  @Test
  void aNameThatIsMadeAnewHasAnotherUidValidity() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a");
      String before = client.ok("STATUS a (UIDVALIDITY)").getFirst();
      client.ok("DELETE a");
      client.ok("CREATE a");
      assertFalse(before.equals(client.ok("STATUS a (UIDVALIDITY)").getFirst()));
    }
  }

  @Test
  void renameTakesThoseUnderItAlong() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a/b");
      client.append("a/b", "", TestServer.message(1));
      client.ok("RENAME a x/y");
      assertEquals(3, client.ok("LIST \"\" x*").size());
      assertEquals(
          List.of("* STATUS \"x/y/b\" (MESSAGES 1)"), client.ok("STATUS x/y/b (MESSAGES)"));
      client.no("RENAME a c", "NONEXISTENT").no("RENAME x x/z", "CANNOT");
      client.no("RENAME x INBOX", "ALREADYEXISTS").no("RENAME x/y x", "ALREADYEXISTS");
    }
  }

  @Test
  void renamingInboxMovesItsMessages() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      client.ok("RENAME INBOX old");
      assertEquals(List.of("* STATUS \"old\" (MESSAGES 2)"), client.ok("STATUS old (MESSAGES)"));
      assertEquals(
          List.of("* STATUS \"INBOX\" (MESSAGES 0)"), client.ok("STATUS INBOX (MESSAGES)"));
    }
  }

  @Test
  void aMailboxDeletedByAnotherEndsTheSession() throws Exception {
    try (Client one = server.login();
        Client other = server.login()) {
      one.ok("CREATE a");
      one.ok("SELECT a");
      other.ok("DELETE a");
      List<String> lines = one.run("NOOP");
      assertTrue(lines.getFirst().startsWith("* BYE"), lines.toString());
    }
  }

  // RFC 2180 3.4: who has it selected goes on; its old name is nobody's, or another's.
  @Test
  void aMailboxRenamedByAnotherStaysSelected() throws Exception {
    try (Client one = server.login();
        Client other = server.login()) {
      one.ok("CREATE a/b");
      one.append("a/b", "", TestServer.message(1));
      one.ok("SELECT a/b");
      other.ok("RENAME a c");
      assertEquals(List.of("* 1 FETCH (FLAGS (\\Recent))"), one.ok("FETCH 1 FLAGS"));
      one.no("COPY 1 a/b", "TRYCREATE").no("SELECT c/b/none", "NONEXISTENT");
      one.ok("SELECT c/b");
      other.ok("RENAME c/b d");
      other.ok("CREATE c/b");
      // Another mailbox has the name under which it was selected.
      one.ok("DELETE c/b");
      assertEquals(List.of("* 1 FETCH (UID 1)"), one.ok("FETCH 1 UID"));
      one.append("d", "", TestServer.message(2));
      assertEquals(List.of("* 2 FETCH (UID 2)"), one.ok("FETCH 2 UID"));
      assertEquals(List.of(), one.ok("DELETE d"));
      one.bad("FETCH 1 FLAGS").ok("NOOP");
    }
  }

  @Test
  void renameTakesALevelOutOfTheMiddle() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a/b/c/d");
      client.ok("RENAME a/b x/y");
      client.ok("RENAME x/y/c/d x/y/e/f");
      assertEquals(
          List.of(
              "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
              "* LIST (\\HasNoChildren) \"/\" \"a\"",
              "* LIST (\\HasChildren) \"/\" \"x\"",
              "* LIST (\\HasChildren) \"/\" \"x/y\"",
              "* LIST (\\HasNoChildren) \"/\" \"x/y/c\"",
              "* LIST (\\HasChildren) \"/\" \"x/y/e\"",
              "* LIST (\\HasNoChildren) \"/\" \"x/y/e/f\""),
          client.ok("LIST \"\" *"));
      client.no("RENAME x/y/e a", "ALREADYEXISTS").no("RENAME a/b z", "NONEXISTENT");
      client.ok("RENAME x/y/c x/y/e/f/g");
      client.ok("SELECT x/y/e/f/g");
    }
  }

  @Test
  void aRenameLengthensNoNameBeyondTheLimit() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a" + "/x".repeat(20));
      client.no("RENAME a b" + "/y".repeat(20), "CANNOT");
      client.ok("CREATE c/" + "z".repeat(150));
      client.no("RENAME c " + "d".repeat(150), "CANNOT");
      client.ok("RENAME a b" + "/y".repeat(5));
      client.ok("SELECT b" + "/y".repeat(5) + "/x".repeat(20));
    }
  }

  // RFC 5530 3: LIMIT.
  @Test
  void anAccountHasSoManyMailboxes() throws Exception {
    Options d = TestServer.PLAIN;
    server.imap.use(
        new Options(
            d.loginTimeout(),
            d.idleTimeout(),
            d.errorLimit(),
            d.messageLimit(),
            false,
            10,
            d.hidden()));
    try (Client client = server.login();
        Client bob = server.connect().login("bob")) {
      for (int i = 2; i <= 9; i++) {
        client.ok("CREATE m" + i);
      }
      // Those above it count.
      client.no("CREATE a/b", "LIMIT").ok("RENAME m2 a2");
      client.ok("CREATE m10");
      client.no("CREATE m11", "LIMIT").no("RENAME INBOX m11", "LIMIT");
      client.ok("RENAME m10 m11");
      client.no("RENAME m11 x/y", "LIMIT").ok("RENAME m11 m9/y");
      client.ok("SETACL m9 bob@example.test lrk");
      bob.no("CREATE user/anna@example.test/m9/z", "LIMIT").ok("CREATE mine");
      client.ok("DELETE m8");
      bob.ok("CREATE user/anna@example.test/m9/z");
      // Subscriptions outlive mailboxes.
      for (int i = 1; i <= 10; i++) {
        client.ok("DELETE m7");
        client.ok("CREATE s" + i);
        client.ok("SUBSCRIBE s" + i);
        client.ok("DELETE s" + i);
        client.ok("CREATE m7");
      }
      client.no("SUBSCRIBE m7", "LIMIT").ok("UNSUBSCRIBE s1");
      client.ok("SUBSCRIBE m7");
    }
  }
}
