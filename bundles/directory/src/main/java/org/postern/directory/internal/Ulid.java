package org.postern.directory.internal;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes identifiers: lower-case ULIDs, 48 bits of time and 80 random bits in Crockford's base 32.
 * Those of one process ascend. Thread-safe.
 */
final class Ulid {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private final SecureRandom random = new SecureRandom();
  private final AtomicReference<Value> last = new AtomicReference<>(new Value(0, 0, 0));

  /** The random part is split: 40 high bits, 40 low bits. */
  private record Value(long millis, long high, long low) {}

  String next() {
    return text(last.updateAndGet(this::after));
  }

  private Value after(Value last) {
    long now = System.currentTimeMillis();
    if (now > last.millis) {
      return new Value(now, random.nextLong(1L << 39), random.nextLong(1L << 40));
    }
    // Within a millisecond, or after the clock was set back: a random step, so that ids can't be
    // guessed from each other.
    long low = last.low + 1 + random.nextLong(1L << 32);
    return new Value(last.millis, last.high + (low >>> 40), low & ((1L << 40) - 1));
  }

  private static String text(Value value) {
    char[] text = new char[26];
    encode(value.millis, text, 0, 10);
    encode(value.high, text, 10, 8);
    encode(value.low, text, 18, 8);
    return new String(text);
  }

  private static void encode(long bits, char[] text, int from, int digits) {
    for (int i = 0; i < digits; i++) {
      text[from + i] = ALPHABET.charAt((int) (bits >>> (5 * (digits - 1 - i))) & 31);
    }
  }
}
