package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LITERAL+ (RFC 7888 3, 4, 6), beside literals that wait (RFC 9051 4.3). */
class LiteralPlusTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void nameAndPasswordMayBeLiterals() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("x LOGIN {17}\r\n");
      assertEquals("+ OK", client.line());
      client.raw("anna@example.test {6}\r\n");
      assertEquals("+ OK", client.line());
      client.raw("secret\r\n");
      assertTrue(client.line().startsWith("x OK "));
    }
  }

  @Test
  void beforeLoginLiteralsAreTiny() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.no("LOGIN {20000}", "TOOBIG");
      client.no("LOGIN {20000+}\r\n" + "x".repeat(20000), "TOOBIG");
      client.ok("NOOP");
      client.raw("x LOGIN {99999999+}\r\n");
      assertTrue(client.line().startsWith("x BAD "));
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }
}
