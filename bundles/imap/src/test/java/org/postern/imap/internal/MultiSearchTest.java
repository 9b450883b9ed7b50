package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MULTISEARCH (RFC 7377). */
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
}
