package org.postern.pop3.internal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Byte-stuffs a message for a multi-line response (RFC 1939 3): a dot that begins a line gets
 * another one before it, and the last line is completed.
 *
 * <p>A line begins after CRLF, and after a bare LF too. Mail should hold none, but a client that
 * ends lines at LF would otherwise take {@code LF . CRLF} inside a message for its end and the rest
 * for responses. No other octet is touched: bare CR and bare LF arrive as they are.
 */
final class Stuffing {
  private static final byte[] CRLF = {'\r', '\n'};

  private final OutputStream out;
  private int last = '\n';
  private int lastButOne = '\r';

  Stuffing(OutputStream out) {
    this.out = out;
  }

  void write(byte[] octets, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    int end = offset + length;
    int begin = offset;
    if (last == '\n' && octets[offset] == '.') {
      out.write('.');
    }
    for (int i = offset + 1; i < end; i++) {
      if (octets[i] == '.' && octets[i - 1] == '\n') {
        out.write(octets, begin, i - begin);
        out.write('.');
        begin = i;
      }
    }
    out.write(octets, begin, end - begin);
    lastButOne = length > 1 ? octets[end - 2] : last;
    last = octets[end - 1];
  }

  /** Ends the last line if it is open, so that the final dot stands on a line of its own. */
  void finish() throws IOException {
    if (last != '\n' || lastButOne != '\r') {
      out.write(CRLF, 0, CRLF.length);
    }
  }
}
