package org.postern.mailbox.internal.engine;

import java.util.function.BiConsumer;

/**
 * Takes folded text apart into runs that the search index keeps in one of two ways: the letters and
 * digits of scripts that put blanks between words, and what else is not ASCII, as of scripts that
 * don't. A text has a run exactly when one of its own runs of that kind has it. For one thread.
 */
final class TextRuns {
  /** How a run may be indexed. */
  enum Kind {
    /** Stands between runs. */
    NONE,
    /** As one of the words that many messages share. */
    WORD,
    /** By its sequences of three characters. */
    OTHER
  }

  /** A longer run is no word. */
  private static final int LONGEST = 24;

  /** A longer number is one that few messages share. */
  private static final int LONGEST_NUMBER = 4;

  private final BiConsumer<Kind, String> runs;

  /** What the pieces before have of the run that goes on. */
  private StringBuilder begun = new StringBuilder();

  private Kind kind = Kind.NONE;

  /**
   * @param runs is given each run
   */
  TextRuns(BiConsumer<Kind, String> runs) {
    this.runs = runs;
  }

  /** The next piece of the text. */
  void add(String text) {
    int from = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      Kind of = kind(c);
      if (of != kind) {
        give(text, from, i);
        kind = of;
        from = i;
      }
      i += Character.charCount(c);
    }
    if (kind != Kind.NONE) {
      begun.append(text, from, text.length());
    }
  }

  private void give(String text, int from, int to) {
    if (kind == Kind.NONE) {
      return;
    }
    if (begun.isEmpty()) {
      runs.accept(kind, text.substring(from, to));
    } else {
      String run = begun.append(text, from, to).toString();
      // One that was long must not be kept for ever.
      begun = new StringBuilder();
      runs.accept(kind, run);
    }
  }

  /** The text ends here: what is added next is another. */
  void end() {
    if (!begun.isEmpty()) {
      give("", 0, 0);
    }
    kind = Kind.NONE;
  }

  static Kind kind(int c) {
    if (c < 0x80) {
      return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? Kind.WORD : Kind.NONE;
    }
    return hasBlanks(c) && isLetter(c) ? Kind.WORD : Kind.OTHER;
  }

  /** Whether the script of this block has blanks between words. */
  private static boolean hasBlanks(int c) {
    return c < 0xE00
        || c >= 0x10A0 && c < 0x1780
        || c >= 0x1E00 && c < 0x2000
        || c >= 0xAC00 && c < 0xD7A4;
  }

  private static boolean isLetter(int c) {
    if (Character.isLetterOrDigit(c)) {
      return true;
    }
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /** Whether a run is a word, or a short number, that other messages may have too. */
  static boolean isWord(String run) {
    int digits = 0;
    for (int i = 0; i < run.length(); i++) {
      if (run.charAt(i) >= '0' && run.charAt(i) <= '9') {
        digits++;
      }
    }
    return digits == 0
        ? run.length() <= LONGEST
        : digits == run.length() && digits <= LONGEST_NUMBER;
  }
}
