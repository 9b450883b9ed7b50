package org.postern.pop3.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.postern.net.Input;

/**
 * One command as the client sent it.
 *
 * @param verb in upper case
 * @param argument everything after the one space behind the verb, unchanged: a password may begin
 *     or end with a space (RFC 1939 7, PASS); empty when there is none
 */
record CommandLine(String verb, String argument) {

  /** The longest command without its CRLF (RFC 2449 4: 255 octets with it). */
  static final int LIMIT = 253;

  /**
   * The longest line read at all. A base64 response in an AUTH exchange may be longer than a
   * command (RFC 5034 4); an AUTH command with a long initial response, which ought to have come on
   * a line of its own, is taken too.
   */
  static final int LINE_LIMIT = 12288;

  static CommandLine parse(Input.Line line) throws Failure.BadCommand {
    byte[] bytes = line.bytes();
    if (line.overlong() || bytes.length > LIMIT && !isAuth(bytes)) {
      throw new Failure.BadCommand(Text.LINE_TOO_LONG);
    }
    String text = text(bytes);
    int space = text.indexOf(' ');
    String verb = space < 0 ? text : text.substring(0, space);
    return new CommandLine(
        verb.toUpperCase(Locale.ROOT), space < 0 ? "" : text.substring(space + 1));
  }

  private static boolean isAuth(byte[] bytes) {
    return bytes.length > 5
        && new String(bytes, 0, 5, StandardCharsets.ISO_8859_1).equalsIgnoreCase("AUTH ");
  }

  /** Commands are UTF-8 (RFC 6856 2.2, names and passwords) without control characters. */
  private static String text(byte[] bytes) throws Failure.BadCommand {
    for (byte b : bytes) {
      if (b >= 0 && b < ' ' || b == 127) {
        throw new Failure.BadCommand(Text.NOT_TEXT);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Failure.BadCommand(Text.NOT_TEXT);
    }
  }
}
