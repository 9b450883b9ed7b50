package org.postern.mailbox.internal.engine;

import java.util.Arrays;

/**
 * The distinct sequences of one, two or three characters of a text, and how the search index writes
 * one. For one thread; used for one text after the other.
 */
final class Grams {
  /** The longest sequence. */
  static final int LONGEST = 3;

  private static final int SLOTS = 1 << 12;

  /** Bits of a character. */
  private static final int BITS = 21;

  private static final int MASK = (1 << BITS) - 1;

  private static final int ASCII = 1 << 7;

  /** Those of ASCII, of one character or two, are most of all. */
  private final long[] ascii = new long[(ASCII * ASCII) >> 6];

  private long[] slots = new long[SLOTS];
  private int count;

  void clear() {
    Arrays.fill(ascii, 0);
    if (slots.length > 16 * SLOTS) {
      slots = new long[SLOTS];
    } else {
      Arrays.fill(slots, 0);
    }
    count = 0;
  }

  /** Adds a character. */
  void add(int c) {
    if (c < ASCII) {
      set(c);
    } else {
      addWide(c);
    }
  }

  /**
   * Adds two characters.
   *
   * @param first not NUL: no folded text has it
   */
  void add(int first, int second) {
    if ((first | second) < ASCII) {
      set(first << 7 | second);
    } else {
      addWide((long) first << BITS | second);
    }
  }

  /** Adds the sequences of two characters. */
  void addPairs(String run) {
    int before = 0;
    for (int i = 0; i < run.length(); ) {
      int c = run.codePointAt(i);
      i += Character.charCount(c);
      if (before != 0) {
        add(before, c);
      }
      before = c;
    }
  }

  private void set(int bit) {
    ascii[bit >> 6] |= 1L << bit;
  }

  /** Adds the sequences of three characters. */
  void addTriples(String run) {
    long last = 0;
    int n = 0;
    for (int i = 0; i < run.length(); ) {
      int c = run.codePointAt(i);
      i += Character.charCount(c);
      last = (last << BITS | c) & Long.MAX_VALUE;
      if (++n >= LONGEST) {
        addWide(last);
      }
    }
  }

  private void addWide(long gram) {
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

  /** Writes all, each with a prefix before it and a blank behind. */
  void write(char prefix, StringBuilder tokens) {
    for (int i = 0; i < ascii.length; i++) {
      for (long left = ascii[i]; left != 0; left &= left - 1) {
        int bit = i << 6 | Long.numberOfTrailingZeros(left);
        tokens.append(prefix);
        if (bit >= ASCII) {
          write(bit >> 7, tokens);
        }
        write(bit & ASCII - 1, tokens);
        tokens.append(' ');
      }
    }
    for (long gram : slots) {
      if (gram != 0) {
        tokens.append(prefix);
        for (int shift = 2 * BITS; shift >= 0; shift -= BITS) {
          int c = (int) (gram >>> shift) & MASK;
          if (c != 0) {
            write(c, tokens);
          }
        }
        tokens.append(' ');
      }
    }
  }

  /**
   * SQLite's "ascii" takes letters, digits and what is not ASCII for parts of a word. All others
   * become characters of Latin-1, and those of Latin-1 two with the one before that is NUL's: no
   * two sequences are alike.
   */
  static void write(int c, StringBuilder token) {
    if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
      token.append((char) c);
    } else if (c < 0x80) {
      token.append((char) (0x80 + c));
    } else if (c < 0x100) {
      token.append('\u0080').append((char) c);
    } else {
      token.appendCodePoint(c);
    }
  }
}
