package org.postern.smtp.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The header fields at the beginning of a message (RFC 5322 2.2), as far as they are in the octets
 * given. Values are read out only when they are asked for: of most messages hardly any is.
 */
final class Header {
  private static final int PER_FIELD = 4;

  /** There is no colon, nor the end of the name: the octets end within it. */
  private static final int CUT = -2;

  private final byte[] octets;
  private final boolean mbox;
  private final boolean empty;

  /** For each field: where it starts, where its name ends, where the colon is, where it ends. */
  private int[] places = new int[PER_FIELD * 32];

  private int count;
  private int length;
  private boolean cut;

  private Header(byte[] octets, boolean mbox, boolean empty) {
    this.octets = octets;
    this.mbox = mbox;
    this.empty = empty;
  }

  /** Finds the fields in the first octets of a message; a message may begin with its body. */
  static Header parse(byte[] octets, int length) {
    // An mbox separator may stand before the first field.
    boolean mbox = startsWith(octets, length, "From ") || startsWith(octets, length, ">From ");
    Header header = new Header(octets, mbox, startsWith(octets, length, "\r\n"));
    int at = mbox ? lineEnd(octets, 0, length) : 0;
    while (at < length) {
      int colon = colon(octets, at, length);
      if (colon < 0) {
        header.cut = colon == CUT;
        break;
      }
      int end = lineEnd(octets, colon, length);
      // RFC 5322 2.2.3: a line that begins with white space continues the field.
      while (end < length && (octets[end] == ' ' || octets[end] == '\t')) {
        end = lineEnd(octets, end, length);
      }
      int nameEnd = colon;
      while (octets[nameEnd - 1] == ' ' || octets[nameEnd - 1] == '\t') {
        nameEnd--;
      }
      header.add(at, nameEnd, colon, end);
      at = end;
    }
    header.cut |= at >= length;
    header.length = at;
    return header;
  }

  /**
   * Whether the message begins with its body. One that begins with a blank line has a header, of no
   * fields (RFC 5322 3.5).
   */
  boolean isMissing() {
    return count == 0 && !mbox && !empty;
  }

  /** Whether the octets came to their end before the header did, so that fields may be missing. */
  boolean isCut() {
    return cut;
  }

  /** Octets of the fields, without the blank line behind them. */
  int length() {
    return length;
  }

  boolean has(String name) {
    return next(name, 0) < count;
  }

  /** How many fields have this name. */
  int count(String name) {
    int found = 0;
    for (int i = next(name, 0); i < count; i = next(name, i + 1)) {
      found++;
    }
    return found;
  }

  /**
   * The value of the first field of this name: unfolded octets as ISO 8859-1, surrounding space
   * taken off.
   */
  Optional<String> first(String name) {
    int i = next(name, 0);
    return i < count ? Optional.of(value(i)) : Optional.empty();
  }

  /** The values of all fields of this name, in order. */
  List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int i = next(name, 0); i < count; i = next(name, i + 1)) {
      values.add(value(i));
    }
    return values;
  }

  private void add(int start, int nameEnd, int colon, int end) {
    int at = count * PER_FIELD;
    if (at == places.length) {
      places = Arrays.copyOf(places, 2 * at);
    }
    places[at] = start;
    places[at + 1] = nameEnd;
    places[at + 2] = colon;
    places[at + 3] = end;
    count++;
  }

  /** The index of the next field of this name from {@code i} on, or {@link #count}. */
  private int next(String name, int i) {
    while (i < count && !isNamed(i, name)) {
      i++;
    }
    return i;
  }

  /** RFC 5322 1.2.2: names are not case sensitive. */
  private boolean isNamed(int i, String name) {
    int start = places[i * PER_FIELD];
    if (places[i * PER_FIELD + 1] - start != name.length()) {
      return false;
    }
    for (int k = 0; k < name.length(); k++) {
      int difference = octets[start + k] ^ name.charAt(k);
      if (difference != 0 && (difference != 0x20 || !Character.isLetter(name.charAt(k)))) {
        return false;
      }
    }
    return true;
  }

  private String value(int i) {
    int to = places[i * PER_FIELD + 3];
    StringBuilder value = new StringBuilder();
    for (int at = places[i * PER_FIELD + 2] + 1; at < to; at++) {
      if (octets[at] != '\r' && octets[at] != '\n') {
        value.append((char) (octets[at] & 0xff));
      }
    }
    return value.toString().strip();
  }

  /** The index of the colon behind a field name at {@code from}, or -1, or {@link #CUT}. */
  private static int colon(byte[] octets, int from, int length) {
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
    return CUT;
  }

  /** The index behind the next LF. */
  private static int lineEnd(byte[] octets, int from, int length) {
    int at = from;
    while (at < length && octets[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, length);
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
