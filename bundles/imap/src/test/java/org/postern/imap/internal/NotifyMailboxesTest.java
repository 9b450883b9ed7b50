package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.imap.internal.Client.assertLine;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NOTIFY (RFC 5465): what is told of mailboxes themselves, of rights, and when it is too much. */
class NotifyMailboxesTest {
  private static final String MESSAGES = "MessageNew MessageExpunge";
  private static final String TEAM = "user/anna@example.test/team";

  @RegisterExtension final TestServer server = new TestServer();

  private Client notified(String account, String groups) throws Exception {
    Client client = server.connect().login(account);
    client.ok("NOTIFY SET " + groups);
    return client;
  }

  // 5.4
  @Test
  void namesThatComeChangeAndGo() throws Exception {
    try (Client client = notified("anna", "(personal (MailboxName))");
        Client other = server.login()) {
      other.ok("CREATE a");
      assertEquals("* LIST (\\HasNoChildren) \"/\" \"a\"", client.line());
      other.ok("CREATE a/b");
      assertEquals("* LIST (\\HasNoChildren) \"/\" \"a/b\"", client.line());
      // 5: the client's own doing.
      client.ok("CREATE mine");
      assertEquals(List.of(), client.ok("NOOP"));
      other.ok("RENAME a x");
      assertEquals("* LIST (\\HasChildren) \"/\" \"x\" (\"OLDNAME\" (\"a\"))", client.line());
      assertEquals("* LIST (\\HasNoChildren) \"/\" \"x/b\" (\"OLDNAME\" (\"a/b\"))", client.line());
      other.ok("DELETE x/b");
      assertEquals("* LIST (\\NonExistent) \"/\" \"x/b\"", client.line());
      other.ok("CREATE sent (USE (\\Sent))");
      assertLine("\\* LIST \\(.*\\) \"/\" \"sent\"", client.line());
    }
  }

  @Test
  void ofOthersThanThoseThatAreNamedNothingIsTold() throws Exception {
    try (Client client = notified("anna", "(subtree a (MailboxName)) (mailboxes b NONE)");
        Client other = server.login()) {
      other.ok("CREATE b");
      other.ok("CREATE ab");
      other.ok("CREATE a/c");
      assertLine("\\* LIST \\(.*\\) \"/\" \"a\"", client.line());
      assertLine("\\* LIST \\(.*\\) \"/\" \"a/c\"", client.line());
      // Out of what is named, it is gone; into it, it is new.
      other.ok("RENAME a/c z");
      assertEquals("* LIST (\\NonExistent) \"/\" \"a/c\"", client.line());
      other.ok("RENAME z a/d");
      assertLine("\\* LIST \\(.*\\) \"/\" \"a/d\" \\(\"OLDNAME\" \\(\"z\"\\)\\)", client.line());
    }
  }

  // 6.2, 6.6: a mailbox is watched as soon as it is there.
  @Test
  void newMailboxesAreWatched() throws Exception {
    try (Client client = notified("anna", "(personal (" + MESSAGES + " MailboxName))");
        Client other = server.login()) {
      other.ok("CREATE a");
      other.append("a", "", TestServer.message(1));
      assertLine("\\* LIST \\(.*\\) \"/\" \"a\"", client.line());
      assertLine("\\* STATUS \"a\" \\(MESSAGES 1 UIDNEXT 2 .*", client.line());
      other.ok("RENAME a b");
      assertLine("\\* LIST \\(.*\\) \"/\" \"b\" .*", client.line());
      other.append("b", "", TestServer.message(2));
      assertLine("\\* STATUS \"b\" \\(MESSAGES 2 UIDNEXT 3 .*", client.line());
      other.ok("DELETE b");
      assertEquals("* LIST (\\NonExistent) \"/\" \"b\"", client.line());
      other.ok("CREATE b");
      assertLine("\\* LIST \\(.*\\) \"/\" \"b\"", client.line());
      other.append("b", "", TestServer.message(2));
      assertLine("\\* STATUS \"b\" \\(MESSAGES 1 UIDNEXT 2 .*", client.line());
      // The client's own mailboxes, too.
      client.ok("CREATE c");
      other.append("c", "", TestServer.message(2));
      assertLine("\\* STATUS \"c\" \\(MESSAGES 1 .*", client.line());
    }
  }

  // 5.5, 6.4
  @Test
  void subscriptions() throws Exception {
    try (Client other = server.login()) {
      other.ok("CREATE a");
      try (Client client = notified("anna", "(subscribed (" + MESSAGES + " SubscriptionChange))")) {
        other.append("a", "", TestServer.message(1));
        other.ok("SUBSCRIBE a");
        assertEquals("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"a\"", client.line());
        other.append("a", "", TestServer.message(1));
        assertLine("\\* STATUS \"a\" \\(MESSAGES 2 .*", client.line());
        other.ok("UNSUBSCRIBE a");
        assertEquals("* LIST (\\HasNoChildren) \"/\" \"a\"", client.line());
        other.append("a", "", TestServer.message(1));
        client.ok("SUBSCRIBE INBOX");
        other.append("INBOX", "", TestServer.message(1));
        assertLine("\\* STATUS \"INBOX\" \\(MESSAGES 1 .*", client.line());
      }
    }
  }

  // 5.6, 5.7; RFC 5464 4.4.2
  @Test
  void annotations() throws Exception {
    try (Client client =
            notified("anna", "(personal (MailboxMetadataChange ServerMetadataChange))");
        Client other = server.login()) {
      other.ok("SETMETADATA INBOX (/private/comment \"x\" /shared/comment \"y\")");
      assertEquals("* METADATA \"INBOX\" \"/private/comment\" \"/shared/comment\"", client.line());
      other.ok("SETMETADATA INBOX (/private/comment NIL)");
      assertEquals("* METADATA \"INBOX\" \"/private/comment\"", client.line());
      client.ok("SETMETADATA INBOX (/private/comment \"mine\")");
      other.ok("SETMETADATA \"\" (/private/comment \"z\")");
      assertEquals("* METADATA \"\" \"/private/comment\"", client.line());
    }
  }

  // 5, 5.9: rights as they are when something happens.
  @Test
  void mailboxesOfOthersByRights() throws Exception {
    try (Client anna = server.login()) {
      anna.ok("CREATE team");
      try (Client bob =
          notified("bob", "(mailboxes " + TEAM + " (" + MESSAGES + " MailboxName))")) {
        anna.append("team", "", TestServer.message(1));
        anna.ok("SETACL team bob@example.test lr");
        assertLine("\\* LIST \\(.*HasNoChildren\\) \"/\" \"" + TEAM + "\"", bob.line());
        anna.append("team", "", TestServer.message(2));
        assertLine("\\* STATUS \"" + TEAM + "\" \\(MESSAGES 2 UIDNEXT 3 .*", bob.line());
        anna.ok("SETACL team bob@example.test l");
        assertEquals("* LIST (\\NoAccess) \"/\" \"" + TEAM + "\"", bob.line());
        anna.append("team", "", TestServer.message(3));
        anna.ok("DELETEACL team bob@example.test");
        assertEquals("* LIST (\\NonExistent) \"/\" \"" + TEAM + "\"", bob.line());
        anna.ok("SETACL team bob@example.test r");
        anna.append("team", "", TestServer.message(4));
        assertEquals(List.of(), bob.ok("NOOP"));
        bob.append("INBOX", "", TestServer.message(1));
        anna.ok("DELETE team");
        assertEquals(List.of(), bob.ok("NOOP"));
      }
    }
  }

  // 3.1
  @Test
  void aMailboxThatMayNotBeReadIsToldSoAtOnce() throws Exception {
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team");
      anna.ok("SETACL team bob@example.test l");
      assertEquals(
          List.of("* LIST (\\NoAccess) \"/\" \"" + TEAM + "\""),
          bob.ok("NOTIFY SET STATUS (mailboxes (" + TEAM + " nothing) (" + MESSAGES + "))"));
    }
  }

  @Test
  void strangersSeeNothing() throws Exception {
    try (Client anna = server.login();
        Client bob =
            notified(
                "bob",
                "(subtree user (MailboxName MailboxMetadataChange "
                    + MESSAGES
                    + ")) (personal (MailboxName))")) {
      anna.ok("CREATE team");
      anna.append("team", "", TestServer.message(1));
      anna.ok("SETMETADATA team (/shared/comment \"x\")");
      anna.ok("RENAME team crew");
      anna.ok("DELETE crew");
      assertEquals(List.of(), bob.ok("NOOP"));
      anna.ok("CREATE team");
      anna.ok("SETACL team bob@example.test lr");
      assertLine("\\* LIST \\(.*\\) \"/\" \"" + TEAM + "\"", bob.line());
      anna.ok("SETMETADATA team (/shared/comment \"x\" /private/comment \"y\")");
      assertEquals("* METADATA \"" + TEAM + "\" \"/shared/comment\"", bob.line());
    }
  }

  // 5: the client's own doing, to mailboxes of somebody else too.
  @Test
  void whatOneDoesToMailboxesOfOthersIsNotToldButKnown() throws Exception {
    try (Client anna = server.login()) {
      anna.ok("CREATE team");
      anna.ok("SETACL team bob@example.test lrkx");
      try (Client bob = notified("bob", "(subtree user/anna@example.test (MailboxName))")) {
        bob.ok("CREATE " + TEAM + "/a");
        bob.ok("RENAME " + TEAM + "/a " + TEAM + "/b");
        assertEquals(List.of(), bob.ok("NOOP"));
        anna.ok("RENAME team/b team/c");
        assertEquals(
            List.of(
                "* LIST (\\HasNoChildren) \"/\" \"%1$s/c\" (\"OLDNAME\" (\"%1$s/b\"))"
                    .formatted(TEAM)),
            List.of(bob.line()));
        bob.ok("DELETE " + TEAM + "/c");
        assertEquals(List.of(), bob.ok("NOOP"));
        anna.ok("CREATE team/c");
        assertLine("\\* LIST \\(.*\\) \"/\" \"" + TEAM + "/c\"", bob.line());
      }
    }
  }

  // 5.8
  @Test
  void tooMuchEndsIt() throws Exception {
    try (Client client =
            notified("anna", "(selected (" + MESSAGES + ")) (personal (MailboxName))");
        Client other = server.login()) {
      client.select("INBOX");
      // In the middle of a command, nothing is told.
      String tag = client.begin("APPEND INBOX {6}");
      assertTrue(client.line().startsWith("+ "));
      for (int i = 0; i < 300; i++) {
        other.ok("CREATE m" + i);
      }
      client.raw("A: b\r\n\r\n");
      List<String> lines = client.answer(tag);
      assertTrue(lines.getLast().startsWith("OK "), lines.toString());
      assertEquals(
          1,
          lines.stream().filter(l -> l.startsWith("* OK [NOTIFICATIONOVERFLOW] ")).count(),
          lines.toString());
      other.ok("CREATE more");
      server.withMessages(1);
      assertEquals(List.of(), client.ok("NOOP"));
      assertTrue(client.ok("NOTIFY SET (personal (MailboxName))").contains("* 2 EXISTS"));
      other.ok("CREATE last");
      assertLine("\\* LIST \\(.*\\) \"/\" \"last\"", client.line());
    }
  }

  @Test
  void tooManyMailboxesAreRefused() throws Exception {
    try (Client client = server.login()) {
      for (int i = 0; i < 1_000; i++) {
        client.ok("CREATE m" + i);
      }
      client.no("NOTIFY SET (personal (" + MESSAGES + "))", "NOTIFICATIONOVERFLOW");
      client.ok("NOTIFY SET (subtree m1 (" + MESSAGES + ")) (personal (MailboxName))");
    }
  }

  @Test
  void atTheEndOfASessionNothingIsLeft() throws Exception {
    try (Client client = notified("anna", "(personal (" + MESSAGES + " MailboxName))")) {
      client.ok("LOGOUT");
      assertTrue(client.closed());
    }
    try (Client other = server.login()) {
      other.ok("CREATE a");
      other.append("a", "", TestServer.message(1));
      assertEquals(List.of(), other.ok("NOOP"));
    }
  }
}
