package org.postern.mailbox.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Decodes the encoded words of a header field (RFC 2047) in time that grows with its length. More
 * is accepted than the RFC allows: words of any length, inside of quotes, and characters that are
 * split over two words.
 */
final class EncodedWords {
  private final String text;
  private final StringBuilder decoded = new StringBuilder();
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private String charset = "";

  private EncodedWords(String text) {
    this.text = text;
  }

  static String decode(String text) {
    return text.contains("=?") ? new EncodedWords(text).run() : text;
  }

  private String run() {
    int copied = 0;
    boolean afterWord = false;
    int at = text.indexOf("=?");
    while (at >= 0) {
      int end = word(at, copied, afterWord);
      if (end > 0) {
        afterWord = true;
        copied = end;
        at = text.indexOf("=?", end);
      } else {
        at = text.indexOf("=?", at + 2);
      }
    }
    flush();
    return decoded.append(text, copied, text.length()).toString();
  }

  /** Decodes the word at {@code at}; returns where it ends, or -1 when there is none. */
  private int word(int at, int copied, boolean afterWord) {
    int name = text.indexOf('?', at + 2);
    if (name < 0 || name > at + 66 || name + 2 >= text.length() || text.charAt(name + 2) != '?') {
      return -1;
    }
    int end = text.indexOf('?', name + 3);
    if (end < 0 || end + 1 >= text.length() || text.charAt(end + 1) != '=') {
      return -1;
    }
    byte[] bytes =
        switch (text.charAt(name + 1)) {
          case 'b', 'B' -> base64(name + 3, end);
          case 'q', 'Q' -> quoted(name + 3, end);
          default -> null;
        };
    if (bytes == null) {
      return -1;
    }
    // RFC 2047 6.2: white space between two encoded words is not part of the text.
    if (!afterWord || !text.substring(copied, at).isBlank()) {
      flush();
      decoded.append(text, copied, at);
    }
    String label = text.substring(at + 2, name);
    // RFC 2231 5: a language may follow.
    int star = label.indexOf('*');
    label = star < 0 ? label : label.substring(0, star);
    if (!label.equalsIgnoreCase(charset)) {
      flush();
      charset = label;
    }
    octets.writeBytes(bytes);
    return end + 2;
  }

  private void flush() {
    if (octets.size() > 0) {
      Charset known = Charsets.of(charset);
      decoded.append(Charsets.decode(octets.toByteArray(), 0, octets.size(), known));
      octets.reset();
    }
  }

  private byte[] base64(int from, int to) {
    try {
      return Base64.getMimeDecoder()
          .decode(text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] quoted(int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int high = c == '=' && i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else if (c < 0x80) {
        out.write(c == '_' ? ' ' : c);
      } else {
        return null;
      }
    }
    return out.toByteArray();
  }
}
