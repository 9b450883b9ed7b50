package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SASL-IR (RFC 4959 3). */
class SaslIrTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String base64(String text) {
    return java.util.Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void plainWithAnInitialResponse() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("AUTHENTICATE PLAIN " + base64("\0anna@example.test\0secret"));
      client.ok("SELECT INBOX");
    }
  }

  // RFC 4959 3: an initial response without octets is "=", where the mechanism begins with one.
  @Test
  void anEmptyOneIsNoPassword() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" SASL-IR "));
      client.bad("AUTHENTICATE PLAIN =");
      client.ok("AUTHENTICATE PLAIN " + base64("\0anna@example.test\0secret"));
    }
  }
}
