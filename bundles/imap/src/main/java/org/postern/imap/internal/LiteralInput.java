package org.postern.imap.internal;

import java.io.IOException;
import java.io.InputStream;

/** The octets of a literal as they come, and no more than those. */
final class LiteralInput extends InputStream {
  private final InputStream in;
  private final boolean binary;
  private long left;
  private boolean nul;

  /**
   * @param binary whether it may hold NUL (RFC 9051 4.3.1, literal8)
   */
  LiteralInput(InputStream in, long octets, boolean binary) {
    this.in = in;
    this.left = octets;
    this.binary = binary;
  }

  /** How many octets nobody has read. */
  long left() {
    return left;
  }

  /** Refuses what was read if it holds NUL and may not. */
  void requireText() throws Failure.Bad {
    if (nul) {
      // RFC 9051 4.3: only literal8 may hold NUL.
      throw new Failure.Bad("A literal can't hold NUL; send it as ~{octets}");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(into, offset, (int) Math.min(length, left));
    if (count > 0) {
      left -= count;
      for (int i = offset; !binary && !nul && i < offset + count; i++) {
        nul = into[i] == 0;
      }
    }
    return count;
  }
}
