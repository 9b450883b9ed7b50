package org.postern.mailbox.internal.text;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Makes texts comparable: compatibility forms, case, and the two dots of the Turkish I fall away
 * (NFKC and full case folding, RFC 5051 asks for less). CR falls away too, so that line ends are
 * alike; NUL, which ends a text in SQLite, becomes a space, and half a surrogate pair U+FFFD.
 */
public final class Fold {
  /** Another number when the same text folds otherwise: what was indexed before is of no use. */
  public static final int VERSION = 1;

  private Fold() {}

  /** The folded text. Not longer than 18 times the text. */
  public static String fold(CharSequence text) {
    int length = text.length();
    char[] folded = new char[length];
    int n = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return clean(whole(text.toString()));
      }
      if (c != '\r') {
        folded[n++] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c == 0 ? ' ' : c;
      }
    }
    return new String(folded, 0, n);
  }

  private static String whole(String text) {
    // Upper case first: that alone tells ß from s and expands ligatures. Composed again before
    // lower case, so that I with a dot is one character, which has a lower case without it.
    String upper =
        Normalizer.normalize(
            Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT),
            Normalizer.Form.NFKC);
    StringBuilder lower = new StringBuilder(upper.length());
    // By character, not as a word: String makes a final sigma at the end of words.
    for (int i = 0; i < upper.length(); ) {
      int c = upper.codePointAt(i);
      lower.appendCodePoint(Character.toLowerCase(c));
      i += Character.charCount(c);
    }
    return Normalizer.normalize(lower, Normalizer.Form.NFKC);
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == 0) {
        clean.append(' ');
      } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
          || (c & 0xFFFE) == 0xFFFE) {
        clean.append('\uFFFD');
      } else if (c != '\r') {
        clean.appendCodePoint(c);
      }
    }
    return clean.toString();
  }

  /** Whether folding the text before this character and from it on gives the same as the whole. */
  static boolean separates(char c) {
    return c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF);
  }
}
