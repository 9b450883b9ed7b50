package org.postern.admin.internal.store;

import java.security.SecureRandom;

/** Ids that sort by the time they were made: 48 bits of milliseconds, 80 random, in base 32. */
public final class Ulid {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ulid() {}

  public static String next() {
    byte[] random = new byte[10];
    RANDOM.nextBytes(random);
    char[] text = new char[26];
    long time = System.currentTimeMillis();
    for (int i = 9; i >= 0; i--) {
      text[i] = DIGITS[(int) (time & 31)];
      time >>>= 5;
    }
    int bits = 0;
    int held = 0;
    int at = 10;
    for (byte octet : random) {
      bits = (bits << 8) | (octet & 255);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text[at++] = DIGITS[(bits >>> held) & 31];
      }
    }
    return new String(text);
  }
}
