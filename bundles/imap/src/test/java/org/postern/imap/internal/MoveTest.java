package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MOVE (RFC 6851 3.1 to 3.3, 4.3, RFC 9051 6.4.8). */
class MoveTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void moveTellsCopyuidThenExpunge() throws Exception {
    server.withMessages(4);
    try (Client client = server.inbox()) {
      client.ok("CREATE there");
      List<String> lines = client.ok("MOVE 2:3 there");
      assertTrue(lines.getFirst().matches("\\* OK \\[COPYUID \\d+ 2:3 1:2] .*"), lines.toString());
      assertEquals(List.of("* 2 EXPUNGE", "* 2 EXPUNGE"), lines.subList(1, 3));
      lines = client.ok("UID MOVE 4 there");
      assertEquals("* 2 EXPUNGE", lines.getLast());
      assertEquals(
          List.of("* STATUS \"there\" (MESSAGES 3)"), client.ok("STATUS there (MESSAGES)"));
    }
  }
}
