package org.postern.mailbox.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jsoup.parser.Parser;

/**
 * The beginning of a text for people to read (RFC 8970): decoded, without mark-up and white space.
 */
final class Preview {
  /** RFC 8970 3.2: at most 200 characters (256 by the RFC). */
  static final int MAX = 200;

  private Preview() {}

  /**
   * @param body the first octets of a text part
   * @param charset null when none is named
   */
  static String of(byte[] body, int length, String encoding, String charset, boolean html) {
    byte[] decoded =
        switch (encoding.toLowerCase(Locale.ROOT)) {
          case "base64" -> base64(body, length);
          case "quoted-printable" -> quotedPrintable(body, length);
          default -> java.util.Arrays.copyOf(body, length);
        };
    String text = new String(decoded, charset(charset));
    return squeeze(html ? Parser.unescapeEntities(withoutTags(text), false) : text);
  }

  private static Charset charset(String name) {
    try {
      return name == null || name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static String squeeze(String text) {
    StringBuilder squeezed = new StringBuilder(MAX);
    boolean space = false;
    int characters = 0;
    for (int i = 0; i < text.length() && characters < MAX; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c <= ' ' || c == 0xA0 || c == 0xFEFF || Character.isWhitespace(c)) {
        space = !squeezed.isEmpty();
      } else if (c != 0xFFFD
          && !Character.isISOControl(c)
          && Character.getType(c) != Character.SURROGATE
          && Character.getType(c) != Character.FORMAT) {
        if (space) {
          if (characters + 1 == MAX) {
            // No room for the space and what it parts.
            break;
          }
          squeezed.append(' ');
          characters++;
        }
        space = false;
        squeezed.appendCodePoint(c);
        characters++;
      }
    }
    return squeezed.toString();
  }

  /** Takes out tags, comments, and what style, script, head and title hold. */
  private static String withoutTags(String html) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < html.length()) {
      int open = html.indexOf('<', i);
      if (open < 0) {
        text.append(html, i, html.length());
        break;
      }
      text.append(html, i, open);
      if (html.startsWith("<!--", open)) {
        int end = html.indexOf("-->", open);
        i = end < 0 ? html.length() : end + 3;
        continue;
      }
      int close = html.indexOf('>', open);
      if (close < 0) {
        break;
      }
      i = close + 1;
      for (String element : new String[] {"style", "script", "head", "title"}) {
        if (html.regionMatches(true, open + 1, element, 0, element.length())) {
          int end = endOf(html, element, i);
          i = end < 0 ? html.length() : end;
          break;
        }
      }
      text.append(' ');
    }
    return text.toString();
  }

  private static int endOf(String html, String element, int from) {
    for (int at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
      if (html.regionMatches(true, at + 2, element, 0, element.length())) {
        int close = html.indexOf('>', at);
        return close < 0 ? -1 : close + 1;
      }
    }
    return -1;
  }

  private static int sextet(byte b) {
    if (b >= 'A' && b <= 'Z') {
      return b - 'A';
    }
    if (b >= 'a' && b <= 'z') {
      return b - 'a' + 26;
    }
    if (b >= '0' && b <= '9') {
      return b - '0' + 52;
    }
    return b == '+' ? 62 : b == '/' ? 63 : -1;
  }

  private static byte[] base64(byte[] b, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length * 3 / 4);
    int bits = 0;
    int held = 0;
    for (int i = 0; i < length; i++) {
      int value = sextet(b[i]);
      if (value < 0) {
        continue;
      }
      bits = bits << 6 | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        out.write(bits >> held);
      }
    }
    return out.toByteArray();
  }

  private static byte[] quotedPrintable(byte[] b, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    for (int i = 0; i < length; i++) {
      if (b[i] != '=') {
        out.write(b[i]);
      } else if (i + 1 < length && b[i + 1] == '\n') {
        i++;
      } else if (i + 2 < length && b[i + 1] == '\r' && b[i + 2] == '\n') {
        i += 2;
      } else if (i + 2 < length
          && Character.digit(b[i + 1], 16) >= 0
          && Character.digit(b[i + 2], 16) >= 0) {
        out.write(Character.digit(b[i + 1], 16) << 4 | Character.digit(b[i + 2], 16));
        i += 2;
      } else {
        out.write('=');
      }
    }
    return out.toByteArray();
  }
}
