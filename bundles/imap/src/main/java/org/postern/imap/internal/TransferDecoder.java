package org.postern.imap.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Undoes a content transfer encoding (RFC 2045 6), octet by octet. What does not belong is passed
 * over: broken mail is shown as well as it can be.
 */
final class TransferDecoder {
  private TransferDecoder() {}

  /** Whether {@link #decode} can decode it. */
  static boolean knows(String encoding) {
    return decode(encoding, InputStream.nullInputStream()).isPresent();
  }

  /** The octets decoded, or empty when nobody knows the encoding. */
  static Optional<InputStream> decode(String encoding, InputStream encoded) {
    return switch (encoding.strip().toUpperCase(Locale.ROOT)) {
      case "BASE64" -> Optional.of(new Base64Octets(encoded));
      case "QUOTED-PRINTABLE" -> Optional.of(new QuotedPrintable(encoded));
      case "7BIT", "8BIT", "BINARY", "" -> Optional.of(encoded);
      default -> Optional.empty();
    };
  }

  private static final class Base64Octets extends InputStream {
    private final InputStream in;
    private int bits;
    private int count;
    private boolean ended;

    Base64Octets(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      while (!ended) {
        int c = in.read();
        if (c < 0 || c == '=') {
          ended = true;
          break;
        }
        int value = value(c);
        if (value >= 0) {
          bits = bits << 6 | value;
          count += 6;
          if (count >= 8) {
            count -= 8;
            return bits >> count & 0xff;
          }
        }
      }
      return -1;
    }

    private static int value(int c) {
      if (c >= 'A' && c <= 'Z') {
        return c - 'A';
      }
      if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
      }
      if (c >= '0' && c <= '9') {
        return c - '0' + 52;
      }
      return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
  }

  private static final class QuotedPrintable extends InputStream {
    private final InputStream in;

    /** What was read ahead, to be given first: blanks, of which nobody knows yet if a line ends. */
    private byte[] ahead = new byte[128];

    private int at;
    private int end;

    QuotedPrintable(InputStream in) {
      this.in = in;
    }

    private int raw() throws IOException {
      return at < end ? ahead[at++] & 0xff : in.read();
    }

    private void back(int c) {
      if (c >= 0) {
        if (at > 0) {
          ahead[--at] = (byte) c;
        } else {
          System.arraycopy(ahead, 0, ahead, 1, end++);
          ahead[0] = (byte) c;
        }
      }
    }

    @Override
    public int read() throws IOException {
      while (true) {
        int c = raw();
        if (c == ' ' || c == '\t') {
          return blank(c);
        }
        if (c != '=') {
          return c;
        }
        int first = raw();
        if (first == '\r') {
          int lf = raw();
          if (lf != '\n') {
            back(lf);
          }
        } else if (first != '\n') {
          int high = Character.digit(first, 16);
          int second = high < 0 ? -1 : raw();
          int low = Character.digit(second, 16);
          if (high >= 0 && low >= 0) {
            return high << 4 | low;
          }
          if (high >= 0) {
            back(second);
          }
          back(first);
          return '=';
        }
      }
    }

    /** RFC 2045 6.7 (3): blanks at the end of a line are not part of it. */
    private int blank(int c) throws IOException {
      int next = raw();
      if (next >= 0 && next != ' ' && next != '\t' && next != '\r' && next != '\n') {
        back(next);
        return c;
      }
      byte[] blanks = new byte[ahead.length - 8];
      int count = 0;
      while ((next == ' ' || next == '\t') && count < blanks.length - (end - at)) {
        blanks[count++] = (byte) next;
        next = raw();
      }
      boolean lineEnds = next == '\r' || next == '\n' || next < 0;
      back(next);
      if (lineEnds) {
        return next < 0 ? -1 : read();
      }
      while (count > 0) {
        back(blanks[--count]);
      }
      return c;
    }
  }
}
