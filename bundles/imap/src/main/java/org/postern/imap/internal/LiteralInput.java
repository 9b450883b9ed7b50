package org.postern.imap.internal;

import java.io.IOException;
import java.io.InputStream;

/** The octets of a literal as they come, and no more than those. */
final class LiteralInput extends InputStream {
  private final InputStream in;
  private long left;

  LiteralInput(InputStream in, long octets) {
    this.in = in;
    this.left = octets;
  }

  /** How many octets nobody has read. */
  long left() {
    return left;
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
    }
    return count;
  }
}
