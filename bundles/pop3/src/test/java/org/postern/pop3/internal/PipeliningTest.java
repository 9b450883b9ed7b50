package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipelining (RFC 2449 6.6). */
class PipeliningTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void tenThousandCommandsInOneGo() throws Exception {
    server.with(TestServer.message(1));
    try (Client client = server.login()) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.raw("NOOP\r\nRETR 1\r\nUIDL 1\r\nSTAT\r\n".repeat(2_500) + "QUIT\r\n");
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      byte[] message = TestServer.message(1).getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < 2_500; i++) {
        assertTrue(client.line().startsWith("+OK "));
        assertEquals("+OK 47 octets", client.line());
        assertArrayEquals(message, Decoder.strict(client.in()));
        assertEquals("+OK 1 m1", client.line());
        assertEquals("+OK 1 47", client.line());
      }
      assertTrue(client.line().startsWith("+OK "));
      assertTrue(client.closed());
      writer.join();
    }
  }

  @Test
  void fromLoginToFarewellInOnePacket() throws Exception {
    server.with(TestServer.message(1));
    try (Client client = server.connect()) {
      client.raw("USER anna@example.test\r\nPASS secret\r\nDELE 1\r\nQUIT\r\n");
      for (int i = 0; i < 5; i++) {
        assertTrue(client.line().startsWith("+OK "));
      }
      assertTrue(client.closed());
    }
    assertEquals(0, server.mail.count(TestServer.ANNA, "INBOX"));
  }

  @Test
  void aCommandInPiecesAndLineFeedsAlone() throws Exception {
    try (Client client = server.login()) {
      for (char c : "NOOP\r\nNOOP\nNO".toCharArray()) {
        client.raw(String.valueOf(c));
      }
      assertTrue(client.line().startsWith("+OK "));
      assertTrue(client.line().startsWith("+OK "));
      client.ok("OP");
    }
  }
}
