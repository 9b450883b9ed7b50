package org.postern.license.tool;

import java.security.SecureRandom;
import java.time.Instant;

/** License ids: ULIDs, 48 bits of milliseconds and 80 random ones in Crockford's base 32. */
final class Lids {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Lids() {}

  static String next(Instant now) {
    char[] lid = new char[26];
    long millis = now.toEpochMilli();
    for (int i = 9; i >= 0; i--) {
      lid[i] = DIGITS.charAt((int) (millis & 31));
      millis >>>= 5;
    }
    for (int i = 10; i < lid.length; i++) {
      lid[i] = DIGITS.charAt(RANDOM.nextInt(32));
    }
    return new String(lid);
  }
}
