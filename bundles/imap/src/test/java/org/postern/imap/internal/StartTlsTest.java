package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STARTTLS (RFC 9051 6.2.1, 11.1). */
class StartTlsTest {
  @RegisterExtension final TestServer server = TestServer.withoutPlainLogin();

  @Test
  void noPasswordIsTakenBeforeTls() throws Exception {
    try (Client client = server.connect()) {
      String greeting = client.line();
      assertTrue(greeting.contains(" LOGINDISABLED"), greeting);
      assertFalse(greeting.contains("AUTH="), greeting);
      client.no("LOGIN anna@example.test secret", "PRIVACYREQUIRED");
      client.no("AUTHENTICATE PLAIN", "PRIVACYREQUIRED");
      client.ok("STARTTLS");
      client.secure();
      String told = client.ok("CAPABILITY").getFirst();
      assertTrue(told.contains(" AUTH=PLAIN"), told);
      assertFalse(told.contains("STARTTLS"), told);
      client.ok("LOGIN anna@example.test secret");
      client.bad("STARTTLS");
    }
  }

  @Test
  void whatWasSentBeforeTlsIsForgotten() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("x STARTTLS\r\ny LOGIN anna@example.test secret\r\nz NOOP\r\n");
      assertTrue(client.line().startsWith("x OK "));
      client.secure();
      List<String> lines = client.run("CAPABILITY");
      assertEquals(2, lines.size(), lines.toString());
      client.bad("SELECT INBOX");
    }
  }

  @Test
  void aMailboxIsReadOverTls() throws Exception {
    server.withMessages(2);
    try (Client client = server.connect()) {
      client.line();
      client.ok("STARTTLS");
      client.secure().ok("LOGIN anna@example.test secret");
      client.select("INBOX");
      assertEquals(2, client.ok("FETCH 1:* BODY.PEEK[]").size());
    }
  }
}
