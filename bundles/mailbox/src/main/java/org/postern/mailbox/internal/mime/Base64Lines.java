package org.postern.mailbox.internal.mime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * The next octets of a stream in base64, in lines of 76 (RFC 2045 6.8). The stream goes on behind
 * them and isn't closed. For one thread.
 */
final class Base64Lines extends InputStream {
  private static final int LINE = 76;

  /** Octets of full lines, so that the pieces can be put together. */
  private static final int PIECE = LINE / 4 * 3 * 128;

  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final boolean lineEnd;
  private long left;
  private byte[] encoded = NOTHING;
  private int at;
  private boolean begun;
  private boolean ended;

  /**
   * @param lineEnd whether the last line has its end, too
   */
  Base64Lines(InputStream in, long octets, boolean lineEnd) {
    this.in = in;
    this.left = octets;
    this.lineEnd = lineEnd;
  }

  /** How long so many octets become, the end of the last line left out. */
  static long length(long octets) {
    long characters = (octets + 2) / 3 * 4;
    long lines = (characters + LINE - 1) / LINE;
    return characters + CRLF.length * Math.max(0, lines - 1);
  }

  @Override
  public int read() throws IOException {
    return fill() ? encoded[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, encoded.length - at);
    System.arraycopy(encoded, at, into, offset, n);
    at += n;
    return n;
  }

  private boolean fill() throws IOException {
    if (at < encoded.length) {
      return true;
    }
    at = 0;
    if (left > 0) {
      int count = (int) Math.min(left, PIECE);
      byte[] piece = in.readNBytes(count);
      if (piece.length < count) {
        throw new EOFException("The message has become shorter");
      }
      left -= count;
      encoded = Base64.getMimeEncoder(LINE, CRLF).encode(piece);
      if (begun) {
        byte[] lines = encoded;
        encoded = Arrays.copyOf(CRLF, CRLF.length + lines.length);
        System.arraycopy(lines, 0, encoded, CRLF.length, lines.length);
      }
      begun = true;
    } else {
      encoded = lineEnd && !ended ? CRLF : NOTHING;
      ended = true;
    }
    return encoded.length > 0;
  }
}
