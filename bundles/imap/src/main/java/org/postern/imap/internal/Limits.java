package org.postern.imap.internal;

/**
 * What one command may hold in memory (RFC 9051 11.7, RFC 7888 6: before login next to nothing).
 *
 * @param line octets of a line without its end
 * @param total octets of all lines and literals of the command together, a message of APPEND aside
 * @param depth how deep parentheses may nest
 * @param ranges how many ranges a sequence set may have
 * @param skip octets of refused literals that are read and thrown away; more ends the session
 */
record Limits(int line, int total, int depth, int ranges, long skip) {
  static final Limits BEFORE_LOGIN = new Limits(8_192, 12_288, 4, 1, 65_536);
  static final Limits LOGGED_IN = new Limits(65_536, 262_144, 32, 16_384, 1 << 20);

  Limits skipping(long octets) {
    return new Limits(line, total, depth, ranges, octets);
  }
}
