package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The selected mailbox stays the same when another session renames it and gives its name to a new
 * one (RFC 2180 3.4).
 */
class RenamedTest {
  @RegisterExtension final TestServer server = new TestServer();

  /** In a mailbox that is called {@code now} by now, while {@code before} is another one. */
  private Client inRenamed(Client other, String notify) throws Exception {
    other.ok("CREATE before");
    other.append("before", "", TestServer.message(1));
    Client client = server.login().select("before");
    client.ok("NOTIFY SET " + notify);
    other.ok("RENAME before now");
    other.ok("CREATE before");
    return client;
  }

  // RFC 5465 5.2: of its own messages the client needs no more than their number.
  @Test
  void ownMessagesAreThoseOfTheMailboxItself() throws Exception {
    try (Client other = server.login();
        Client client = inRenamed(other, "(selected (MessageNew (UID) MessageExpunge))")) {
      client.append("before", "", TestServer.message(1));
      client.append("before", "", TestServer.message(2));
      other.append("now", "", TestServer.message(2));
      List<String> lines = client.ok("NOOP");
      assertTrue(lines.contains("* 2 EXISTS"), lines.toString());
      assertTrue(lines.contains("* 2 FETCH (UID 2)"), lines.toString());
      lines = client.ok("APPEND now {3+}\r\nA:b");
      assertTrue(lines.contains("* 3 EXISTS"), lines.toString());
      assertFalse(lines.toString().contains("FETCH"), lines.toString());
      client.ok("COPY 1:2 now");
      client.ok("COPY 1:2 before");
      other.append("now", "", TestServer.message(6));
      lines = client.ok("NOOP");
      assertTrue(lines.contains("* 6 FETCH (UID 6)"), lines.toString());
      assertEquals(1, lines.stream().filter(line -> line.contains("FETCH")).count());
    }
  }

  // RFC 5465 6.1: STATUS is of other mailboxes than the selected one.
  @Test
  void itsFiguresAreThoseOfTheSelectedMailbox() throws Exception {
    String messages = " (MessageNew MessageExpunge))";
    try (Client other = server.login();
        Client client = inRenamed(other, "(selected" + messages + " (personal" + messages)) {
      other.append("now", "", TestServer.message(2));
      other.append("before", "", TestServer.message(1));
      List<String> lines = new ArrayList<>();
      do {
        lines.add(client.line());
      } while (!lines.getLast().startsWith("* STATUS \"before\""));
      client
          .ok("NOTIFY SET STATUS (selected" + messages + " (personal" + messages)
          .forEach(lines::add);
      assertTrue(lines.contains("* 2 EXISTS"), lines.toString());
      assertFalse(lines.toString().contains("* STATUS \"now\""), lines.toString());
      assertEquals(
          2, lines.stream().filter(line -> line.startsWith("* STATUS \"before\"")).count());
    }
  }

  // RFC 5465 5: not what the client did itself, before it was told of the new name or after.
  @Test
  void whatIsAddedToAWatchedOneIsOnesOwn() throws Exception {
    try (Client other = server.login();
        Client client = server.login()) {
      other.ok("CREATE before");
      client.ok("NOTIFY SET (personal (MailboxName MessageNew MessageExpunge))");
      client.append("before", "", TestServer.message(1));
      // Renamed while the client is in the middle of its command, before it has told where to.
      client.raw("y APPEND {3}\r\n");
      List<String> lines = new ArrayList<>();
      do {
        lines.add(client.line());
      } while (!lines.getLast().startsWith("+"));
      other.ok("RENAME before now");
      client.raw("now {3+}\r\nA:b\r\n");
      lines.addAll(client.answer("y"));
      client.append("now", "", TestServer.message(2));
      other.append("INBOX", "", TestServer.message(1));
      do {
        lines.add(client.line());
      } while (!lines.getLast().startsWith("* STATUS \"INBOX\""));
      assertFalse(lines.toString().contains("* STATUS \"now\""), lines.toString());
      assertFalse(lines.toString().contains("* STATUS \"before\""), lines.toString());
    }
  }

  // RFC 7377 2.1
  @Test
  void itsResultsAreToldUnderItsNewName() throws Exception {
    try (Client other = server.login();
        Client client = inRenamed(other, "(selected NONE)")) {
      String expected = "MAILBOX \"now\" UIDVALIDITY ";
      assertTrue(client.ok("ESEARCH ALL").getFirst().contains(expected));
      assertTrue(client.ok("ESEARCH IN (selected) ALL").getFirst().contains(expected));
    }
  }
}
