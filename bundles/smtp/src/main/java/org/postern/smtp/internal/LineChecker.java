package org.postern.smtp.internal;

/** Looks for bare CR and LF in octets that come in pieces. */
final class LineChecker {
  private boolean afterCr;
  private boolean bare;

  void scan(byte[] octets, int from, int to) {
    int at = from;
    while (at < to && !bare) {
      if (afterCr) {
        bare = octets[at] != '\n';
        afterCr = false;
        at++;
        continue;
      }
      at = LineEnds.next(octets, at, to);
      if (at < to) {
        bare = octets[at] == '\n';
        afterCr = octets[at] == '\r';
        at++;
      }
    }
  }

  /** Whether there is one in what was seen, taken as a whole. */
  boolean bare() {
    return bare || afterCr;
  }
}
