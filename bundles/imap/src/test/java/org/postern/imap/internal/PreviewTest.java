package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PREVIEW (RFC 8970 3, 4). */
class PreviewTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void isTheBeginningOfTheText() throws Exception {
    server.with("Subject: x\r\n\r\nHello  there\r\n", "Subject: none\r\n\r\n");
    try (Client client = server.inbox()) {
      assertEquals(
          List.of("* 1 FETCH (PREVIEW \"Hello there\")"), client.ok("FETCH 1 (PREVIEW (LAZY))"));
      assertEquals(List.of("* 2 FETCH (PREVIEW \"\")"), client.ok("FETCH 2 PREVIEW"));
      client.ok("FETCH 1 PREVIEW (CHANGEDSINCE 1)");
      client.bad("FETCH 1 (PREVIEW (EAGER))").bad("FETCH 1 (PREVIEW ())");
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH SEEN"));
    }
  }

  // RFC 8970 3.1: 200 characters at most.
  @Test
  void isShort() throws Exception {
    server.with("Subject: x\r\n\r\n" + "word \r\n".repeat(1_000));
    try (Client client = server.inbox()) {
      String preview = client.ok("FETCH 1 PREVIEW").getFirst().replaceAll(".*\"(.*)\"\\)", "$1");
      assertTrue(preview.startsWith("word word ") && preview.length() <= 200, preview);
    }
  }
}
