package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STLS (RFC 2595 4), the port for TLS (RFC 8314 3.3), and passwords only over them. */
class StlsTest {
  @RegisterExtension final TestServer server = TestServer.withoutPlainLogin();

  @Test
  void noPasswordIsTakenInPlainText() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      List<String> capabilities = client.lines("CAPA");
      assertTrue(capabilities.contains("STLS"), capabilities.toString());
      assertFalse(capabilities.contains("USER"), capabilities.toString());
      assertFalse(capabilities.stream().anyMatch(line -> line.startsWith("SASL")));
      client.fails("USER anna@example.test", "").fails("PASS secret", "");
      client.fails("AUTH PLAIN AGFubmFAZXhhbXBsZS50ZXN0AHNlY3JldA==", "");
      assertEquals(List.of(), client.lines("AUTH"));
    }
  }

  @Test
  void secures() throws Exception {
    String message = "Subject: x\r\n\r\n" + ".line\r\n".repeat(10_000);
    String plain = "Subject: x\r\n\r\n" + "line\r\n".repeat(10_000);
    server.with(message, plain);
    try (Client client = server.connect()) {
      client.line();
      client.ok("STLS").secure();
      List<String> capabilities = client.lines("CAPA");
      assertFalse(capabilities.contains("STLS"), capabilities.toString());
      assertTrue(capabilities.contains("USER"), capabilities.toString());
      client.fails("STLS", "").ok("USER anna@example.test").ok("PASS secret");
      assertArrayEquals(message.getBytes(StandardCharsets.ISO_8859_1), client.message("RETR 1"));
      assertArrayEquals(plain.getBytes(StandardCharsets.ISO_8859_1), client.message("RETR 2"));
      client.fails("STLS", "").ok("DELE 1").ok("QUIT");
    }
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
  }

  @Test
  void commandsInjectedBeforeTheHandshakeAreDiscarded() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("STLS\r\nUSER mallory@example.test\r\n");
      assertTrue(client.line().startsWith("+OK"));
      client.secure().fails("PASS secret", "").ok("CAPA");
    }
  }

  @Test
  void notAfterUtf8AndNotWithAnArgument() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.fails("STLS now", "").ok("UTF8").fails("STLS", "");
      assertFalse(client.lines("CAPA").contains("STLS"));
    }
  }

  @Test
  void thePortForTlsNeedsNoStls() throws Exception {
    try (Client client = new Client(server.net.port("pop3s")).secure()) {
      assertTrue(client.line().startsWith("+OK"));
      assertFalse(client.lines("CAPA").contains("STLS"));
      client.fails("STLS", "").ok("USER anna@example.test").ok("PASS secret").ok("QUIT");
    }
  }
}
