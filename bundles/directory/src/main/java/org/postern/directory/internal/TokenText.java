package org.postern.directory.internal;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The text of a bearer token: {@code pst_}, 32 random bytes and their CRC-32, both in base 62. The
 * checksum tells a token that was copied wrong from one that was never issued, without a look-up.
 */
final class TokenText {
  private static final String PREFIX = "pst_";
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
  private static final int SECRET = 43;
  private static final int CHECKSUM = 6;
  private static final int LENGTH = PREFIX.length() + SECRET + CHECKSUM;

  private TokenText() {}

  static String generate(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String body = PREFIX + base62(new BigInteger(1, secret), SECRET);
    return body + checksum(body);
  }

  static boolean wellFormed(String text) {
    return text.length() == LENGTH
        && text.startsWith(PREFIX)
        && text.chars().skip(PREFIX.length()).allMatch(c -> DIGITS.indexOf(c) >= 0)
        && text.endsWith(checksum(text.substring(0, LENGTH - CHECKSUM)));
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM);
  }

  private static String base62(BigInteger number, int length) {
    char[] text = new char[length];
    for (int i = length - 1; i >= 0; i--) {
      BigInteger[] parts = number.divideAndRemainder(BASE);
      text[i] = DIGITS.charAt(parts[1].intValue());
      number = parts[0];
    }
    return new String(text);
  }
}
