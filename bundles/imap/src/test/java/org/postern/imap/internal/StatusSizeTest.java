package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STATUS=SIZE (RFC 8438 3). */
class StatusSizeTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void isTheSumOfTheSizesOfTheMessages() throws Exception {
    server.withMessages(2).with("A: b\r\n\r\n" + "x".repeat(1_000));
    try (Client client = server.inbox()) {
      long sum = 0;
      for (String line : client.ok("FETCH 1:3 RFC822.SIZE")) {
        sum += Long.parseLong(line.replaceAll(".*RFC822.SIZE (\\d+)\\)", "$1"));
      }
      assertEquals(
          List.of("* STATUS \"INBOX\" (SIZE " + sum + ")"), client.ok("STATUS INBOX (SIZE)"));
      client.ok("CREATE empty");
      assertEquals(
          List.of("* LIST (\\HasNoChildren) \"/\" \"empty\"", "* STATUS \"empty\" (SIZE 0)"),
          client.ok("LIST \"\" empty RETURN (STATUS (SIZE))"));
      client.ok("STORE 3 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      assertEquals(List.of("* STATUS \"INBOX\" (SIZE 170)"), client.ok("STATUS INBOX (SIZE)"));
    }
  }
}
