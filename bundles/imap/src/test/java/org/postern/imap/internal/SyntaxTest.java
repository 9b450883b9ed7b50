package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Modified UTF-7 (RFC 3501 5.1.3), sequence sets (RFC 9051 9) and patterns (6.3.9). */
class SyntaxTest {
  @Test
  void modifiedUtf7() {
    assertEquals(
        "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
        ModifiedUtf7.encode("~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e"));
    assertEquals(Optional.of("a&b"), ModifiedUtf7.decode("a&-b"));
    assertEquals(Optional.of("\u53f0\u5317"), ModifiedUtf7.decode("&U,BTFw-"));
    for (String wrong :
        List.of("a&b", "&", "&A", "&AAAA", "&AGE-", "&U,BT-&Fw-", "\u00e4", "&!!-")) {
      assertEquals(Optional.empty(), ModifiedUtf7.decode(wrong), wrong);
    }
  }

  @Test
  void modifiedUtf7ComesBack() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int k = random.nextInt(12); k >= 0; k--) {
        name.appendCodePoint(
            random.nextInt(3) == 0 ? 0x1F300 + random.nextInt(100) : ' ' + random.nextInt(600));
      }
      assertEquals(
          Optional.of(name.toString()), ModifiedUtf7.decode(ModifiedUtf7.encode(name.toString())));
    }
  }

  @Test
  void sequenceSets() {
    SequenceSet set =
        new SequenceSet(
            List.of(
                new SequenceSet.Range(7, 5),
                new SequenceSet.Range(SequenceSet.STAR, 9),
                new SequenceSet.Range(6, 6),
                new SequenceSet.Range(1, 2),
                new SequenceSet.Range(3, 3)));
    assertEquals(
        List.of(
            new SequenceSet.Range(1, 3), new SequenceSet.Range(5, 7), new SequenceSet.Range(9, 12)),
        set.resolve(12));
    assertEquals(List.of(new SequenceSet.Range(1, 9)), set.resolve(0), "there is no message 0");
    assertEquals(
        List.of(),
        new SequenceSet(List.of(new SequenceSet.Range(SequenceSet.STAR, SequenceSet.STAR)))
            .resolve(0));
  }

  @Test
  void patterns() {
    assertTrue(new ListPattern("a%c*").matches("abc/d"));
    assertFalse(new ListPattern("a%c").matches("a/c"));
    assertTrue(new ListPattern("*").matches("a/b/c"));
    assertTrue(new ListPattern("%/%").matches("a/b"));
    assertFalse(new ListPattern("%").matches("a/b"));
    assertTrue(new ListPattern("%*%*").matches("x/y"));
  }
}
