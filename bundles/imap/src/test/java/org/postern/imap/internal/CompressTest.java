package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** COMPRESS=DEFLATE (RFC 4978 3, 4). */
class CompressTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static void compress(Client client) throws IOException {
    client.ok("COMPRESS DEFLATE");
    client.wrap(
        in -> new InflaterInputStream(in, new Inflater(true), 512),
        out ->
            new DeflaterOutputStream(
                out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), 64 << 10, true));
  }

  @Test
  void everythingGoesOnCompressed() throws Exception {
    server.withMessages(30);
    StringBuilder large = new StringBuilder("Subject: large\r\n\r\n");
    while (large.length() < 400_000) {
      large.append(large.length() * 7919L).append("\r\n");
    }
    try (Client client = server.inbox()) {
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" COMPRESS=DEFLATE"));
      compress(client);
      assertFalse(client.ok("CAPABILITY").getFirst().contains("COMPRESS"));
      client.no("COMPRESS DEFLATE", "COMPRESSIONACTIVE");
      assertEquals(30, client.ok("FETCH 1:* BODY.PEEK[]").size());
      client.append("INBOX", "", large.toString());
      assertEquals(
          "* 31 FETCH (BODY[] {" + large.length() + "}\r\n" + large + ")",
          client.ok("FETCH 31 BODY.PEEK[]").getFirst());
      client.raw("x LOGIN {3}\r\n");
      assertEquals("x BAD You are logged in already", client.line());
      client.run("LOGOUT");
      assertTrue(client.closed());
    }
  }

  @Test
  void idleTellsThroughIt() throws Exception {
    try (Client client = server.inbox()) {
      compress(client);
      String tag = client.begin("IDLE");
      assertEquals("+ idling", client.line());
      for (int i = 1; i <= 3; i++) {
        server.withMessages(1);
        assertEquals("* " + i + " EXISTS", client.line());
        client.line();
      }
      client.raw("DONE\r\n");
      List<String> lines = client.answer(tag);
      assertTrue(lines.getLast().startsWith("OK "), lines.toString());
    }
  }

  @Test
  void whatIsNotCompressedEndsTheSession() throws Exception {
    try (Client client = server.inbox()) {
      client.bad("COMPRESS GZIP");
      client.ok("COMPRESS DEFLATE");
      client.raw("x NOOP\r\ny NOOP\r\nz NOOP\r\n\u00ff\u00ff\u00ff\u00ff");
      assertTrue(client.closed());
    }
  }

  @Test
  void aLineWithoutEndIsNotWaitedFor() throws Exception {
    try (Client client = server.inbox()) {
      compress(client);
      // A few kilobytes compressed, in one write; and no end: to wait would be work for nothing.
      client.raw("x".repeat(4 << 20));
      assertTrue(client.line().startsWith("* BAD A line may have no more than 65536 "));
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }
}
