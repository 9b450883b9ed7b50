package org.postern.pop3.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.postern.net.Output;

/** Writes responses (RFC 1939 3), buffered; the session flushes. */
final class Replies {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] END = {'.', '\r', '\n'};
  private static final int DIGITS = 20;

  private final Output out;
  private final byte[] number = new byte[DIGITS];
  private Language language = Language.DEFAULT;

  Replies(Output out) {
    this.out = out;
  }

  void speak(Language chosen) {
    this.language = chosen;
  }

  void ok(Text text, Object... arguments) throws IOException {
    out.line("+OK " + language.say(text, arguments));
  }

  /** A positive response whose text programs read too. */
  void okPlain(String text) throws IOException {
    out.line("+OK " + text);
  }

  void error(Failure failure) throws IOException {
    out.line("-ERR " + failure.in(language));
  }

  /** A line of a multi-line response; must not start with a dot. */
  void line(String text) throws IOException {
    out.line(text);
  }

  /** A challenge (RFC 5034 4). */
  void challenge(String base64) throws IOException {
    out.line("+ " + base64);
  }

  /** The line {@code number value} of a listing. */
  void entry(long first, long second) throws IOException {
    number(first);
    out.write(' ');
    number(second);
    out.write(CRLF, 0, CRLF.length);
  }

  /** The line {@code number id} of a listing. */
  void entry(long first, String id) throws IOException {
    number(first);
    out.write(' ');
    byte[] bytes = id.getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
    out.write(CRLF, 0, CRLF.length);
  }

  /** The line that ends a multi-line response. */
  void end() throws IOException {
    out.write(END, 0, END.length);
  }

  Output out() {
    return out;
  }

  /** Listings have a line a message: digits are written without making a string of them. */
  private void number(long value) throws IOException {
    int at = DIGITS;
    long left = value;
    do {
      number[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left > 0);
    out.write(number, at, DIGITS - at);
  }
}
