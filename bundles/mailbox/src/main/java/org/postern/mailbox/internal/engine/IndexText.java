package org.postern.mailbox.internal.engine;

import java.util.Arrays;
import org.postern.mailbox.internal.text.TextReader;

/**
 * What the search index keeps of one message: the sequences of three characters in its folded text,
 * each once however often it stands there, and its Subject fields whole. For one thread; used for
 * one message after the other.
 */
final class IndexText implements TextReader {
  /** Fewer characters than this the index can't find. */
  static final int GRAM = 3;

  /** Characters of a message that are indexed; one with more is read when it is asked for. */
  static final int LENGTH = 1 << 20;

  /** Characters of all Subject fields; a message with more is read as well. */
  private static final int SUBJECT = 4_000;

  /** A character that Fold has taken out of every text, so that no needle reaches over it. */
  private static final char BETWEEN = '\r';

  /** The last three characters, of 21 bits each. */
  private static final long MASK = (1L << 63) - 1;

  private static final int SLOTS = 1 << 12;

  private final StringBuilder subject = new StringBuilder();
  private boolean subjects;
  private long length;
  private long[] slots = new long[SLOTS];
  private int count;
  private long last;
  private int characters;

  /** Begins another message. */
  void clear() {
    subject.setLength(0);
    subjects = false;
    length = 0;
    empty();
  }

  private void empty() {
    if (slots.length > 16 * SLOTS) {
      slots = new long[SLOTS];
    } else {
      Arrays.fill(slots, 0);
    }
    count = 0;
  }

  @Override
  public boolean text(Place place, String name, String folded, boolean continues) {
    if (!continues) {
      characters = 0;
    }
    if (place != Place.BODY) {
      // The name is text of the header as well.
      add(TextReader.line(name, ""));
    }
    add(folded);
    length += folded.length();
    if (place == Place.FIELD && name.equals("subject")) {
      subject.append(subjects ? String.valueOf(BETWEEN) : "").append(folded);
      subjects = true;
    }
    return whole();
  }

  /** Whether all of the message was taken in. */
  boolean whole() {
    return length <= LENGTH && subject.length() <= SUBJECT;
  }

  private void add(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      last = (last << 21 | c) & MASK;
      if (++characters >= GRAM) {
        add(last);
      }
    }
  }

  private void add(long gram) {
    int at = slot(gram);
    if (slots[at] == 0) {
      slots[at] = gram;
      if (++count * 2 > slots.length) {
        grow();
      }
    }
  }

  private int slot(long gram) {
    int at = (int) (gram * 0x9E3779B97F4A7C15L >>> 40) & slots.length - 1;
    while (slots[at] != 0 && slots[at] != gram) {
      at = at + 1 & slots.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (long gram : old) {
      if (gram != 0) {
        slots[slot(gram)] = gram;
      }
    }
  }

  /** The sequences as words, each as {@link #word} writes it. */
  String words() {
    StringBuilder words = new StringBuilder(6 * count);
    for (long gram : slots) {
      if (gram != 0) {
        write(gram >>> 42, words);
        write(gram >>> 21 & 0x1FFFFF, words);
        write(gram & 0x1FFFFF, words);
        words.append(' ');
      }
    }
    return words.toString();
  }

  /** The Subject fields; null when there is none. */
  String subject() {
    return subjects ? subject.toString() : null;
  }

  /** The sequences of the Subject fields; what was taken in before is lost but for them. */
  String subjectWords() {
    empty();
    characters = 0;
    add(subject.toString());
    return words();
  }

  /** A sequence as the index has it. */
  static String word(int[] characters, int from) {
    StringBuilder word = new StringBuilder(2 * GRAM);
    for (int i = from; i < from + GRAM; i++) {
      write(characters[i], word);
    }
    return word.toString();
  }

  /**
   * Whether a text is one sequence that no other is written like: a message has it exactly when the
   * index says so. Halves of surrogate pairs are none: SQLite's UTF-8 has them not.
   */
  static boolean isWord(String folded) {
    return folded.codePointCount(0, folded.length()) == GRAM
        && folded.codePoints().allMatch(c -> isPart(c) && (c < 0xD800 || c >= 0xE080));
  }

  private static boolean isPart(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80;
  }

  /**
   * SQLite's "ascii" takes letters, digits and what is not ASCII for parts of a word: all others
   * become characters for private use. A text that has those itself is one more to read.
   */
  private static void write(long character, StringBuilder word) {
    int c = (int) character;
    word.appendCodePoint(isPart(c) ? c : 0xE000 + c);
  }
}
