package org.postern.pop3.internal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Undoes byte-stuffing (RFC 1939 3), octet by octet: the reference for the server's encoder. */
final class Decoder {
  private Decoder() {}

  /** As a client that follows the RFC: lines end at CRLF and nowhere else. */
  static byte[] strict(InputStream in) throws IOException {
    return decode(in, false);
  }

  /** As the many clients that end a line at LF, whatever stands before it. */
  static byte[] lenient(InputStream in) throws IOException {
    return decode(in, true);
  }

  private static byte[] decode(InputStream in, boolean bareLineFeeds) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int before = 0;
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("no final dot after " + message.size() + " octets");
      }
      line.write(c);
      if (c == '\n' && (bareLineFeeds || before == '\r')) {
        byte[] octets = line.toByteArray();
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (text.equals(".\r\n") || text.equals(".\n")) {
          return message.toByteArray();
        }
        int skip = octets[0] == '.' ? 1 : 0;
        message.write(octets, skip, octets.length - skip);
        line.reset();
      }
      before = c;
    }
  }
}
