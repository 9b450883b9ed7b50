package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MULTIAPPEND (RFC 3502 6.3.11). */
class MultiAppendTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void manyMessagesAtOnceOrNone() throws Exception {
    try (Client client = server.inbox()) {
      List<String> lines =
          client.run(
              "APPEND INBOX (\\Seen) {6+}\r\nA: b\r\n {8+}\r\nC: d\r\n\r\n (\\Draft)"
                  + " {6+}\r\nE: f\r\n");
      assertTrue(lines.getLast().matches("OK \\[APPENDUID \\d+ 1:3] .*"), lines.toString());
      client.no("APPEND INBOX {6+}\r\nA: b\r\n {0+}\r\n", "");
      assertEquals(List.of("* SEARCH 1 2 3"), client.ok("SEARCH ALL"));
    }
  }
}
