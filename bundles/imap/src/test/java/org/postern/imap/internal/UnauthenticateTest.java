package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UNAUTHENTICATE (RFC 8437 2 to 4). */
class UnauthenticateTest {
  @RegisterExtension final TestServer server = new TestServer();

  // RFC 8437 3
  @Test
  void theConnectionIsForSomebodyElseThen() throws Exception {
    server.withMessages(2);
    try (Client client = server.connect()) {
      client.line();
      assertFalse(client.ok("CAPABILITY").getFirst().contains("UNAUTHENTICATE"));
      client.bad("UNAUTHENTICATE");
      client.ok("LOGIN anna@example.test secret");
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" UNAUTHENTICATE"));
      client.bad("UNAUTHENTICATE now");
      client.select("INBOX");
      List<String> lines = client.run("UNAUTHENTICATE");
      // No expunge is told, and nothing else.
      assertEquals(1, lines.size());
      assertTrue(lines.getFirst().startsWith("OK [CAPABILITY IMAP4rev1 "), lines.toString());
      assertTrue(lines.getFirst().contains(" AUTH=PLAIN"), lines.toString());
      assertFalse(lines.getFirst().contains("NAMESPACE"), lines.toString());
      assertEquals(1, server.accounts.left);
      client.bad("FETCH 1 FLAGS").bad("SELECT INBOX").bad("UNAUTHENTICATE").bad("NOOP x");
      client.no("LOGIN anna@example.test wrong", "AUTHENTICATIONFAILED");
      client.ok("LOGIN bob@example.test secret");
      client.bad("FETCH 1 FLAGS");
      assertEquals(
          List.of("* STATUS \"INBOX\" (MESSAGES 0)"), client.ok("STATUS INBOX (MESSAGES)"));
      client.ok("LOGOUT");
    }
  }

  // RFC 8437 4.1
  @Test
  void whatWasEnabledIsOff() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      client.ok("CREATE &AOQ-");
      client.ok("ENABLE IMAP4rev2 QRESYNC UIDONLY");
      client.select("INBOX");
      client.ok("UID SEARCH RETURN (SAVE) ALL");
      client.ok("UNAUTHENTICATE");
      client.ok("LOGIN anna@example.test secret");
      assertTrue(client.ok("LIST \"\" *").contains("* LIST (\\HasNoChildren) \"/\" \"&AOQ-\""));
      List<String> selected = client.ok("SELECT INBOX");
      assertTrue(selected.toString().contains(" RECENT"), selected.toString());
      assertEquals(List.of("* 1 FETCH (FLAGS (\\Recent))"), client.ok("FETCH 1 FLAGS"));
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH $"));
      client.bad("FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)");
      client.bad("SELECT INBOX (QRESYNC (1 1))");
    }
  }

  // RFC 8437 3: and the limits of before login.
  @Test
  void limitsAreThoseOfBeforeLogin() throws Exception {
    try (Client client = server.login()) {
      client.ok("UNAUTHENTICATE");
      client.raw("x LOGIN {99999+}\r\n");
      assertTrue(client.line().startsWith("x BAD "));
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }

  // RFC 8437 3: with SASL-IR, one round trip.
  @Test
  void theNextLoginMayBePipelined() throws Exception {
    try (Client client = server.login()) {
      client.raw(
          "a UNAUTHENTICATE\r\nb AUTHENTICATE PLAIN AGJvYgBzZWNyZXQ=\r\nc MYRIGHTS INBOX\r\n");
      assertTrue(client.answer("a").getLast().startsWith("OK "));
      assertTrue(client.answer("b").getLast().startsWith("OK "));
      assertTrue(client.answer("c").getLast().startsWith("OK "));
    }
  }

  private static byte[] deflated(Deflater deflater, int flush, String text) {
    byte[] packed = new byte[text.length() + 100];
    deflater.setInput(text.getBytes(StandardCharsets.ISO_8859_1));
    if (flush < 0) {
      deflater.finish();
    }
    int length = deflater.deflate(packed, 0, packed.length, Math.max(flush, Deflater.NO_FLUSH));
    return java.util.Arrays.copyOf(packed, length);
  }

  private static byte[] joined(byte[] first, String second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second.getBytes(StandardCharsets.ISO_8859_1));
    return all.toByteArray();
  }

  /** Reads one compressed line, octet by octet so that nothing behind it is. */
  private static String line(Client client, Inflater inflater) throws Exception {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    while (line.indexOf("\n") < 0) {
      if (inflater.inflate(one) == 1) {
        line.append((char) one[0]);
      } else {
        inflater.setInput(new byte[] {(byte) client.in().read()});
      }
    }
    // The end of the flush.
    for (int last = 0; last != 0xffff; ) {
      last = last << 8 | client.in().read();
    }
    return line.toString();
  }

  // RFC 8437 4.1, COMPRESS: the client's side ends behind the command, ours behind OK.
  @Test
  void compressionEnds() throws Exception {
    for (int flush : new int[] {Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH, -1}) {
      try (Client client = server.login();
          Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
          Inflater inflater = new Inflater(true)) {
        client.ok("COMPRESS DEFLATE");
        // What follows uncompressed comes in the same packet, and octet by octet.
        client.raw(
            joined(
                deflated(deflater, flush, "a UNAUTHENTICATE\r\n"),
                "b LOGIN bob@example.test secret\r\nc COMPRESS DEFLATE\r\n"));
        assertTrue(line(client, inflater).startsWith("a OK [CAPABILITY "));
        assertTrue(client.line().startsWith("b OK "));
        assertTrue(client.line().startsWith("c OK "));
      }
    }
    try (Client client = server.login();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        Inflater inflater = new Inflater(true)) {
      client.ok("COMPRESS DEFLATE");
      for (byte octet :
          joined(deflated(deflater, Deflater.SYNC_FLUSH, "a UNAUTHENTICATE\r\n"), "b NOOP\r\n")) {
        client.raw(new byte[] {octet});
      }
      assertTrue(line(client, inflater).startsWith("a OK [CAPABILITY "));
      assertEquals("b OK NOOP completed", client.line());
    }
  }

  @Test
  void whoGoesOnCompressingIsLeft() throws Exception {
    try (Client client = server.login()) {
      client.ok("COMPRESS DEFLATE");
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream out =
          new DeflaterOutputStream(packed, new Deflater(9, true), 512, true)) {
        out.write("a UNAUTHENTICATE\r\nb NOOP\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      client.raw(packed.toByteArray());
      client.in().transferTo(new ByteArrayOutputStream());
    } catch (IOException e) {
      // Closed with something unread: that is an end too.
      assertTrue(e.getMessage().contains("reset"), e.toString());
    }
    try (Client client = server.login()) {
      client.ok("NOOP");
    }
  }
}
