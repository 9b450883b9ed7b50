package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Byte-stuffing against a decoder written from the RFC, with messages at random. */
class StuffingFuzzTest {
  private static byte[] random(Random random) {
    byte[] message = new byte[random.nextInt(200)];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) "..\r\n\r\nab\0\u00e9".charAt(random.nextInt(10));
    }
    return message;
  }

  private static byte[] stuffed(byte[] message, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Stuffing stuffing = new Stuffing(out);
    for (int at = 0; at < message.length; ) {
      int length = Math.min(message.length - at, random.nextInt(20));
      stuffing.write(message, at, length);
      at += length;
    }
    stuffing.finish();
    out.write(".\r\nNEXT".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  @Test
  void everyClientFindsTheEndAndALenientOneEveryOctet() throws Exception {
    Random random = new Random(1939);
    for (int round = 0; round < 50_000; round++) {
      byte[] message = random(random);
      byte[] sent = stuffed(message, random);
      String text = new String(message, StandardCharsets.ISO_8859_1);
      String whole = text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n";
      ByteArrayInputStream lenient = new ByteArrayInputStream(sent);
      assertEquals(whole, new String(Decoder.lenient(lenient), StandardCharsets.ISO_8859_1));
      assertEquals("NEXT", new String(lenient.readAllBytes(), StandardCharsets.US_ASCII));
      ByteArrayInputStream strict = new ByteArrayInputStream(sent);
      String got = new String(Decoder.strict(strict), StandardCharsets.ISO_8859_1);
      assertEquals("NEXT", new String(strict.readAllBytes(), StandardCharsets.US_ASCII));
      // A dot after a bare LF is all that such a client sees twice.
      assertEquals(whole.replaceAll("(?<!\r)\n\\.", "\n.."), got);
    }
  }
}
