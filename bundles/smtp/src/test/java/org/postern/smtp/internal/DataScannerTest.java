package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The scanner against a plain reading of RFC 5321 4.5.2, on seeded random input in any pieces. */
final class DataScannerTest {

  /** What the mail data is, read the slow way. */
  private record Reference(byte[] message, int end, boolean bare) {
    static Reference of(String sent) {
      int end = sent.startsWith(".\r\n") ? 3 : sent.indexOf("\r\n.\r\n") + 5;
      String data = sent.substring(0, end - 3);
      String text = data.replaceAll("(?s)(\\A|\r\n)\\.", "$1");
      boolean bare = data.replace("\r\n", "").matches("(?s).*[\r\n].*");
      return new Reference(text.getBytes(StandardCharsets.ISO_8859_1), end, bare);
    }
  }

  @Test
  void agreesWithTheReference() throws Exception {
    Random random = new Random(5321);
    String[] pieces = {
      "\r\n", "\r", "\n", ".", "..", "a", "\r\n.", "\u0000", "\u00ff", "abcdefghijkl"
    };
    for (int round = 0; round < 100_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(pieces[random.nextInt(random.nextInt(2) == 0 ? pieces.length : 5)]);
      }
      // There is an end, perhaps not the first one; and a command behind it.
      String sent = text + "\r\n.\r\nQUIT\r\n";
      check(sent, random);
    }
  }

  private static void check(String sent, Random random) throws Exception {
    Reference expected = Reference.of(sent);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataScanner scanner = new DataScanner(message::write);
    byte[] octets = sent.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    while (!scanner.ended()) {
      int to = Math.min(octets.length, at + 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 4));
      int next = scanner.scan(octets, at, to);
      assertTrue(next == to || scanner.ended(), "all is taken up to the end");
      at = next;
    }
    String shown = sent.replace("\r", "\\r").replace("\n", "\\n");
    assertEquals(expected.end(), at, shown);
    assertEquals(expected.bare(), scanner.bareCr() || scanner.bareLf(), shown);
    assertArrayEquals(expected.message(), message.toByteArray(), shown);
  }

  @Test
  void lineEndsAreFoundAtEveryPlace() {
    Random random = new Random(8);
    for (int round = 0; round < 50_000; round++) {
      byte[] octets = new byte[random.nextInt(40)];
      for (int i = 0; i < octets.length; i++) {
        // Near misses of CR and LF: the neighbours, and the same with the high bit.
        octets[i] = (byte) (random.nextInt(8) + 8 | (random.nextInt(2) == 0 ? 0x80 : 0));
        octets[i] = random.nextInt(6) == 0 ? (byte) random.nextInt(256) : octets[i];
      }
      int from = octets.length == 0 ? 0 : random.nextInt(octets.length);
      int expected = from;
      while (expected < octets.length && octets[expected] != '\r' && octets[expected] != '\n') {
        expected++;
      }
      assertEquals(expected, LineEnds.next(octets, from, octets.length));
    }
  }

  @Test
  void bareLineEndsInChunks() {
    Random random = new Random(3030);
    String[] pieces = {"\r\n", "\r\n", "\r\n", "a", "bcd", "\r", "\n"};
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(pieces[random.nextInt(random.nextInt(3) == 0 ? 7 : 5)]);
      }
      byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      LineChecker checker = new LineChecker();
      for (int at = 0; at < octets.length; ) {
        int to = Math.min(octets.length, at + 1 + random.nextInt(5));
        checker.scan(octets, at, to);
        at = to;
      }
      String rest = text.toString().replace("\r\n", "");
      assertEquals(rest.contains("\r") || rest.contains("\n"), checker.bare());
    }
  }

  @Test
  void nothingIsBareInOrderlyMail() throws Exception {
    DataScanner scanner = new DataScanner((octets, from, length) -> {});
    byte[] mail = "a\r\nb\r\n\r\n..\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(mail.length, scanner.scan(mail, 0, mail.length));
    assertFalse(scanner.bareCr() || scanner.bareLf());
  }
}
