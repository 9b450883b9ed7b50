package org.postern.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The mail that is sent around. */
class CorpusTest {
  private final Corpus corpus = new Corpus();

  @Test
  void theSameNumberIsTheSameMessage() {
    assertArrayEquals(corpus.message(7, 4096), new Corpus().message(7, 4096));
    assertFalse(java.util.Arrays.equals(corpus.message(7, 4096), corpus.message(8, 4096)));
  }

  @Test
  void isWellFormedAndAboutAsLongAsAsked() {
    for (int number = 0; number < 200; number++) {
      byte[] octets = corpus.message(number, 4096);
      String message = new String(octets, StandardCharsets.ISO_8859_1);
      assertTrue(octets.length > 3_300 && octets.length < 5_000, "length " + octets.length);
      assertTrue(message.endsWith("\r\n"));
      assertFalse(message.replace("\r\n", "").matches("(?s).*[\r\n].*"), "bare CR or LF");
      assertTrue(message.lines().allMatch(line -> line.length() < 998));
      assertTrue(
          message.matches("(?s).*\r\nMessage-ID: <[0-9a-f]{16}\\.0{10}@mx\\.example>\r\n.*"));
    }
  }

  @Test
  void dataDoublesDotsAndEnds() {
    byte[] stuffed = Deliver.stuffed("a: b\r\n\r\n.x\r\n".getBytes(StandardCharsets.US_ASCII));
    assertEquals("a: b\r\n\r\n..x\r\n.\r\n", new String(stuffed, StandardCharsets.US_ASCII));
  }
}
