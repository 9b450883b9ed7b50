package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MULTISEARCH (RFC 7377 2). */
class MultiSearchTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void manyMailboxesAreSearchedAtOnce() throws Exception {
    server.withMessages(3);
    try (Client client = server.login()) {
      client.ok("CREATE a/b/c");
      client.append("a/b", "", TestServer.message(7));
      client.append("a/b/c", "", TestServer.message(7));
      client.bad("ESEARCH ALL");
      List<String> lines =
          client.ok("ESEARCH IN (inboxes subtree a) RETURN (ALL COUNT) TEXT three");
      assertEquals(3, lines.size(), lines.toString());
      assertTrue(
          lines
              .getFirst()
              .matches(
                  "\\* ESEARCH \\(TAG \"a\\d+\" MAILBOX \"INBOX\" UIDVALIDITY \\d+\\) UID ALL 1:3 COUNT 3"),
          lines.toString());
      assertEquals(1, client.ok("ESEARCH IN (mailboxes (a/b nothing)) ALL").size());
      assertEquals(1, client.ok("ESEARCH IN (subtree-one a) ALL").size());
      assertEquals(2, client.ok("ESEARCH IN (personal) SUBJECT 7").size());
      assertEquals(List.of(), client.ok("ESEARCH IN (personal) SUBJECT none"));
      client.bad("ESEARCH IN (personal) 1:2").bad("ESEARCH IN (foo) ALL");
      client.bad("ESEARCH IN (personal) RETURN (SAVE) ALL").bad("ESEARCH IN () ALL");
      client.select("INBOX");
      assertTrue(client.ok("ESEARCH UNSEEN").getFirst().contains("MAILBOX \"INBOX\""));
      assertEquals(List.of(), client.ok("ESEARCH RETURN (SAVE) 2"));
      assertEquals(List.of("* 2 FETCH (UID 2)"), client.ok("FETCH $ UID"));
    }
  }

  // RFC 7377 2.2: without the right r, and l where it is not named, a mailbox is passed over.
  @Test
  void mailboxesOfOthersNeedTheirRights() throws Exception {
    String team = "user/anna@example.test/team";
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team");
      anna.append("team", "", TestServer.message(1));
      for (String rights : List.of("l", "swipkxtea")) {
        anna.ok("SETACL team bob@example.test " + rights);
        assertEquals(List.of(), bob.ok("ESEARCH IN (mailboxes " + team + ") ALL"), rights);
        assertEquals(List.of(), bob.ok("ESEARCH IN (subtree " + team + ") ALL"), rights);
      }
      anna.ok("SETACL team bob@example.test lr");
      for (String scope : List.of("mailboxes", "subtree", "subtree-one")) {
        List<String> lines = bob.ok("ESEARCH IN (" + scope + " " + team + ") ALL");
        assertEquals(1, lines.size(), scope);
        assertTrue(lines.getFirst().contains("MAILBOX \"" + team + "\" "), lines.toString());
      }
      // What is personal is one's own.
      assertEquals(List.of(), bob.ok("ESEARCH IN (personal) ALL"));
    }
  }

  // RFC 7377 2.1, 2.2: the mailbox that is selected stays so; what it needs is BAD without one.
  @Test
  void theSelectedMailboxStaysSelected() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      client.ok("CREATE a");
      client.append("a", "", TestServer.message(1));
      client.bad("ESEARCH IN (selected) ALL").bad("ESEARCH IN (selected-delayed) ALL");
      client.select("INBOX");
      client.bad("ESEARCH IN (selected-delayed) ALL");
      List<String> lines = client.ok("ESEARCH IN (mailboxes a mailboxes a) RETURN (MIN MAX) ALL");
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(lines.getFirst().endsWith(") UID MIN 1 MAX 1"), lines.toString());
      assertEquals(2, client.ok("FETCH 1:* UID").size());
    }
  }
}
