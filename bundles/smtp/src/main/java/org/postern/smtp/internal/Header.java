package org.postern.smtp.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header fields at the beginning of a message (RFC 5322 2.2), as far as the message's beginning
 * is in memory.
 *
 * @param fields in order; a message that begins with its body has none
 * @param mbox whether an mbox separator stands before the first field
 * @param length octets of the fields and the separator, without the blank line behind them
 */
record Header(List<Field> fields, boolean mbox, int length) {

  /**
   * One field.
   *
   * @param value unfolded octets as ISO 8859-1, without the line end, surrounding space taken off
   */
  record Field(String name, String value) {
    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  /** The first field of this name, or null. */
  Field first(String name) {
    for (Field field : fields) {
      if (field.is(name)) {
        return field;
      }
    }
    return null;
  }

  boolean has(String name) {
    return first(name) != null;
  }

  List<Field> all(String name) {
    return fields.stream().filter(field -> field.is(name)).toList();
  }

  static Header parse(byte[] octets, int length) {
    List<Field> fields = new ArrayList<>();
    int at = 0;
    boolean mbox = startsWith(octets, length, "From ") || startsWith(octets, length, ">From ");
    if (mbox) {
      at = lineEnd(octets, 0, length);
    }
    while (at < length) {
      int colon = nameEnd(octets, at, length);
      if (colon < 0) {
        break;
      }
      int end = lineEnd(octets, colon, length);
      // RFC 5322 2.2.3: a line that begins with white space continues the field.
      while (end < length && (octets[end] == ' ' || octets[end] == '\t')) {
        end = lineEnd(octets, end, length);
      }
      int nameLength = colon - at;
      while (octets[at + nameLength - 1] == ' ' || octets[at + nameLength - 1] == '\t') {
        nameLength--;
      }
      fields.add(
          new Field(
              new String(octets, at, nameLength, StandardCharsets.ISO_8859_1),
              unfold(octets, colon + 1, end)));
      at = end;
    }
    return new Header(fields, mbox, at);
  }

  /** The index of the colon behind a field name at {@code from}, or -1. */
  private static int nameEnd(byte[] octets, int from, int length) {
    boolean space = false;
    for (int at = from; at < length; at++) {
      byte b = octets[at];
      if (b == ':') {
        return at > from ? at : -1;
      }
      // RFC 5322 3.6.8: a name is of printable characters; 4.5.8: white space may follow it.
      if (b == ' ' || b == '\t') {
        if (at == from) {
          return -1;
        }
        space = true;
      } else if (b <= ' ' || b == 127 || space) {
        return -1;
      }
    }
    return -1;
  }

  /** The index behind the next LF. */
  private static int lineEnd(byte[] octets, int from, int length) {
    int at = from;
    while (at < length && octets[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, length);
  }

  private static String unfold(byte[] octets, int from, int to) {
    StringBuilder value = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      if (octets[i] != '\r' && octets[i] != '\n') {
        value.append((char) (octets[i] & 0xff));
      }
    }
    return value.toString().strip();
  }

  private static boolean startsWith(byte[] octets, int length, String text) {
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (octets[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
