package org.postern.smtp.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The xtext encoding of parameter values (RFC 3461 4). */
final class Xtext {
  private Xtext() {}

  /** Decodes, or is empty when it is not xtext, or what it says is not printable text. */
  static Optional<String> decode(String xtext) {
    byte[] octets = new byte[xtext.length()];
    int length = 0;
    for (int i = 0; i < xtext.length(); i++) {
      char c = xtext.charAt(i);
      if (c == '+') {
        // RFC 3461 4: hexchar = "+" followed by two upper case hexadecimal digits.
        if (i + 2 >= xtext.length()) {
          return Optional.empty();
        }
        int high = digit(xtext.charAt(i + 1));
        int low = digit(xtext.charAt(i + 2));
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        octets[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c < '!' || c > '~' || c == '=') {
        return Optional.empty();
      } else {
        octets[length++] = (byte) c;
      }
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length)).toString();
      // Whatever it says ends up in a header field of a report: no line breaks there.
      return text.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
