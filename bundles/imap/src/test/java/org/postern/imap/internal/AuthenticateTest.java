package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** AUTHENTICATE (RFC 9051 6.2.2, RFC 4422 4). */
class AuthenticateTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String base64(String text) {
    return java.util.Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void plainAfterAnEmptyChallenge() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("x AUTHENTICATE plain\r\n");
      assertEquals("+ ", client.line());
      client.raw(base64("\0anna@example.test\0secret") + "\r\n");
      assertTrue(client.line().startsWith("x OK [CAPABILITY "));
    }
  }

  @Test
  void aMechanismOfManyStepsInWhichTheServerBegins() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("x AUTHENTICATE RIDDLE\r\n");
      assertEquals("+ " + base64("who?"), client.line());
      client.raw(base64("me") + "\r\n");
      assertEquals("+ " + base64("why, me?"), client.line());
      client.raw(base64("because") + "\r\n");
      assertTrue(client.line().startsWith("x OK "));
    }
  }

  @Test
  void theClientMayGiveUp() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("x AUTHENTICATE PLAIN\r\n");
      client.line();
      client.raw("*\r\n");
      assertTrue(client.line().startsWith("x BAD "));
      client.ok("LOGIN anna@example.test secret");
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.no("AUTHENTICATE FOO", "CANNOT");
      client.bad("AUTHENTICATE PLAIN ====");
      client.bad("AUTHENTICATE PLAIN " + base64("nothing"));
      client.no("AUTHENTICATE PLAIN " + base64("\0anna@example.test\0x"), "AUTHENTICATIONFAILED");
      client.bad("AUTHENTICATE");
    }
  }
}
