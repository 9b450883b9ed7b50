package org.postern.smtp.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.postern.net.Input;

/**
 * A command line taken apart.
 *
 * @param argument what follows the verb and one space, trailing white space taken off (RFC 5321
 *     4.1.1)
 */
record Command(Verb verb, String argument) {

  /** RFC 5321 2.3.8, 4.1.1: a line ends in CRLF and holds neither CR, LF nor NUL. */
  static Command parse(Input.Line line) throws Refusal {
    if (line.overlong()) {
      throw new Refusal(500, "5.5.2", "Line too long");
    }
    if (!line.crlf()) {
      throw new Refusal(500, "5.5.2", "Lines must end in CRLF, not in a bare LF");
    }
    String text = decode(line.bytes());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new Refusal(500, "5.5.2", "Control characters are not allowed in a command");
      }
    }
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    int space = 0;
    while (space < end && !isSpace(text.charAt(space))) {
      space++;
    }
    Verb verb = Verb.of(text.substring(0, space));
    return new Command(verb, space == end ? "" : text.substring(space + 1, end));
  }

  /** RFC 6531 3.3: octets above 127 are UTF-8. */
  private static String decode(byte[] bytes) throws Refusal {
    for (byte b : bytes) {
      if (b < 0) {
        try {
          return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
          throw new Refusal(501, "5.6.7", "Not valid UTF-8");
        }
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
