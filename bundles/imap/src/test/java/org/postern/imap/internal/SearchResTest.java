package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SEARCHRES (RFC 5182 2.1 to 2.4). */
class SearchResTest {
  @RegisterExtension final TestServer server = new TestServer();

  private Client client() throws Exception {
    for (String from : List.of("ann", "cat", "ann")) {
      server.with("From: " + from + "@x.test\r\n\r\nbody\r\n");
    }
    Client client = server.inbox();
    client.ok("STORE 1 +FLAGS.SILENT (\\Seen)");
    return client;
  }

  @Test
  void aResultIsSavedForLater() throws Exception {
    try (Client client = client()) {
      assertEquals(List.of(), client.ok("SEARCH RETURN (SAVE) FROM ann"));
      assertEquals(List.of("* 1 FETCH (UID 1)", "* 3 FETCH (UID 3)"), client.ok("FETCH $ UID"));
      assertEquals(List.of("* SEARCH 3"), client.ok("SEARCH $ UNSEEN"));
      client.ok("SEARCH RETURN (SAVE MIN) ALL");
      assertEquals(List.of("* 1 FETCH (UID 1)"), client.ok("UID FETCH $ UID"));
      client.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      assertEquals(List.of(), client.ok("FETCH $ UID"));
      client.ok("SEARCH RETURN (SAVE) ALL");
      client.no(
          "SEARCH RETURN (SAVE) CHARSET X ALL", "BADCHARSET (" + SearchCharsets.names() + ")");
      assertEquals(List.of(), client.ok("FETCH $ UID"));
    }
  }

  // RFC 5182 2.1: it is empty at first, and again whenever a mailbox is selected.
  @Test
  void itBelongsToTheMailboxThatIsSelected() throws Exception {
    try (Client client = client()) {
      assertEquals(List.of(), client.ok("FETCH $ UID"));
      client.ok("SEARCH RETURN (SAVE COUNT) ALL");
      assertEquals(3, client.ok("FETCH $ UID").size());
      client.ok("SELECT INBOX");
      assertEquals(List.of(), client.ok("FETCH $ UID"));
      client.ok("CREATE there");
      client.ok("SEARCH RETURN (SAVE) UNSEEN");
      String done = client.done("COPY $ there");
      assertTrue(done.matches("OK \\[COPYUID \\d+ 2:3 1:2] .*"), done);
      client.bad("FETCH $,1 UID").bad("FETCH $:* UID");
    }
  }
}
