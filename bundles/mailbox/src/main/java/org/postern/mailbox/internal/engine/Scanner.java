package org.postern.mailbox.internal.engine;

import java.util.zip.CRC32C;

/**
 * Computes what is known of a message for ever, while its octets go by: checksum, end of the
 * header, lines, and whether it can be sent by POP3 and by IMAP as it is.
 */
final class Scanner {
  private final CRC32C crc = new CRC32C();
  private long octets;
  private long header = -1;
  private long lines;
  private boolean plain = true;
  private boolean nul;
  // The two octets before the present one, and how long the present line is by now.
  private int last = '\n';
  private long column;

  void update(byte[] b, int from, int to) {
    crc.update(b, from, to - from);
    int prev = last;
    long col = column;
    boolean ok = plain;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c == '\n') {
        ok &= prev == '\r';
        if (header >= 0) {
          lines++;
        } else if (col == 0 || (col == 1 && prev == '\r')) {
          header = octets + (i - from) + 1;
        }
        col = 0;
      } else {
        // RFC 1939 3: a line that begins with the termination octet needs stuffing.
        ok &= col != 0 || c != '.';
        // RFC 5322 2.3: CR and LF only occur together; RFC 9051 4.3.1: NUL can't be sent.
        ok &= prev != '\r' && c != 0;
        col++;
      }
      prev = c;
    }
    for (int i = from; !ok && !nul && i < to; i++) {
      nul = b[i] == 0;
    }
    octets += to - from;
    last = prev;
    column = col;
    plain = ok;
  }

  long octets() {
    return octets;
  }

  int crc() {
    return (int) crc.getValue();
  }

  /** Octets of the header with the blank line; all when there is no blank line. */
  long headerLength() {
    return header >= 0 ? header : octets;
  }

  long lines() {
    return lines;
  }

  boolean plain() {
    return plain && (octets == 0 || column == 0);
  }

  /** Whether an octet was NUL. */
  boolean nul() {
    return nul;
  }
}
