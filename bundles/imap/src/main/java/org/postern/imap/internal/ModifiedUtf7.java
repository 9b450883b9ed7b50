package org.postern.imap.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Mailbox names of IMAP4rev1 on the wire (RFC 3501 5.1.3). */
final class ModifiedUtf7 {
  private ModifiedUtf7() {}

  static String encode(String name) {
    StringBuilder out = new StringBuilder(name.length() + 8);
    int at = 0;
    while (at < name.length()) {
      char c = name.charAt(at);
      if (c == '&') {
        out.append("&-");
        at++;
      } else if (printable(c)) {
        out.append(c);
        at++;
      } else {
        int end = at + 1;
        while (end < name.length() && !printable(name.charAt(end))) {
          end++;
        }
        byte[] utf16 = name.substring(at, end).getBytes(StandardCharsets.UTF_16BE);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
        out.append('&').append(base64.replace('/', ',')).append('-');
        at = end;
      }
    }
    return out.toString();
  }

  /**
   * The name that was encoded; empty when it is not well-formed. Only the one right encoding of a
   * name is taken, so that two spellings can't name one mailbox.
   */
  static Optional<String> decode(String wire) {
    StringBuilder out = new StringBuilder(wire.length());
    int at = 0;
    while (at < wire.length()) {
      char c = wire.charAt(at);
      if (!printable(c)) {
        return Optional.empty();
      }
      if (c != '&') {
        out.append(c);
        at++;
        continue;
      }
      int end = wire.indexOf('-', at);
      if (end < 0) {
        return Optional.empty();
      }
      if (end == at + 1) {
        out.append('&');
      } else if (!shifted(wire.substring(at + 1, end), out)) {
        return Optional.empty();
      }
      at = end + 1;
    }
    String name = out.toString();
    return encode(name).equals(wire) ? Optional.of(name) : Optional.empty();
  }

  private static boolean shifted(String base64, StringBuilder out) {
    try {
      byte[] utf16 = Base64.getDecoder().decode(base64.replace(',', '/'));
      if (utf16.length == 0 || utf16.length % 2 != 0) {
        return false;
      }
      for (int i = 0; i < utf16.length; i += 2) {
        out.append((char) ((utf16[i] & 0xff) << 8 | utf16[i + 1] & 0xff));
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean printable(char c) {
    return c >= ' ' && c <= '~';
  }
}
