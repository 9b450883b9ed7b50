package org.postern.imap.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Picks fields out of a header (RFC 9051 6.4.5.1, HEADER.FIELDS and HEADER.FIELDS.NOT). */
final class HeaderFilter {
  private HeaderFilter() {}

  /**
   * The fields asked for, as they stand in the header, with the blank line behind them.
   *
   * @param names in upper case
   * @param not whether all others are asked for
   */
  static byte[] pick(byte[] header, int length, List<String> names, boolean not) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(length + 2, 4_096));
    boolean wanted = false;
    int at = 0;
    while (at < length) {
      int end = lineEnd(header, at, length);
      if (blank(header, at, end)) {
        break;
      }
      if (header[at] != ' ' && header[at] != '\t') {
        wanted = named(header, at, end, names) != not;
      }
      if (wanted) {
        out.write(header, at, end - at);
      }
      at = end;
    }
    byte[] picked = out.toByteArray();
    // A header without an end: the last line may lack its own.
    boolean open = picked.length > 0 && picked[picked.length - 1] != '\n';
    out.writeBytes((open ? "\r\n\r\n" : "\r\n").getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static int lineEnd(byte[] header, int from, int length) {
    int at = from;
    while (at < length && header[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, length);
  }

  private static boolean blank(byte[] header, int from, int end) {
    return header[from] == '\n'
        || end - from == 2 && header[from] == '\r' && header[from + 1] == '\n';
  }

  private static boolean named(byte[] header, int from, int end, List<String> names) {
    int colon = from;
    while (colon < end && header[colon] != ':') {
      colon++;
    }
    int last = colon;
    while (last > from && (header[last - 1] == ' ' || header[last - 1] == '\t')) {
      last--;
    }
    for (String name : names) {
      if (name.length() == last - from && matches(header, from, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] header, int from, String upper) {
    for (int i = 0; i < upper.length(); i++) {
      int c = header[from + i];
      if ((c >= 'a' && c <= 'z' ? c - 32 : c) != upper.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
