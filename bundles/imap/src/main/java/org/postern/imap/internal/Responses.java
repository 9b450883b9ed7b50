package org.postern.imap.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.postern.net.Output;

/**
 * Writes responses (RFC 9051 7), buffered; they leave when the session waits for the next command.
 * For one thread.
 */
final class Responses {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int DIGITS = 20;

  private OutputStream out;
  private final byte[] number = new byte[DIGITS];
  private boolean utf8;

  Responses(OutputStream out) {
    this.out = out;
  }

  /** From now on quoted strings may be UTF-8 and mailbox names are (RFC 9051 5.1, RFC 6855 3). */
  void useUtf8() {
    utf8 = true;
  }

  boolean utf8() {
    return utf8;
  }

  // PIECES OF A LINE

  Responses ascii(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
    return this;
  }

  Responses octet(char c) throws IOException {
    out.write(c);
    return this;
  }

  /** Sends part of a file, by the kernel where that can be. */
  void transfer(FileChannel file, long position, long length) throws IOException {
    if (out instanceof Output direct) {
      direct.transfer(file, position, length);
      return;
    }
    ByteBuffer some = ByteBuffer.allocate((int) Math.min(length, 8_192));
    long done = 0;
    while (done < length) {
      some.clear().limit((int) Math.min(some.capacity(), length - done));
      int count = file.read(some, position + done);
      if (count < 0) {
        throw new EOFException("the file is shorter than announced");
      }
      out.write(some.array(), 0, count);
      done += count;
    }
  }

  Responses octets(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    return this;
  }

  /** Answers may have a line a message: digits are written without making a string of them. */
  Responses number(long value) throws IOException {
    int at = DIGITS;
    long left = value;
    do {
      number[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left > 0);
    out.write(number, at, DIGITS - at);
    return this;
  }

  /** A string: quoted when it can be, a literal otherwise. */
  Responses string(String text) throws IOException {
    if (quotable(text)) {
      return quoted(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return literal(bytes);
  }

  Responses literal(byte[] bytes) throws IOException {
    literalHead(bytes.length);
    out.write(bytes, 0, bytes.length);
    return this;
  }

  /** Announces a literal; its octets have to follow. */
  Responses literalHead(long octets) throws IOException {
    octet('{').number(octets).ascii("}\r\n");
    return this;
  }

  private Responses quoted(String text) throws IOException {
    octet('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        plain(text, from, i).octet('\\');
        from = i;
      }
    }
    return plain(text, from, text.length()).octet('"');
  }

  private Responses plain(String text, int from, int to) throws IOException {
    byte[] bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    return this;
  }

  private boolean quotable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 127 || c > 127 && (!utf8 || Character.isSurrogate(c) || c < 160)) {
        return false;
      }
    }
    return text.length() <= 1024;
  }

  /** A mailbox name, in modified UTF-7 unless the client took UTF-8 (RFC 3501 5.1.3). */
  Responses mailbox(String name) throws IOException {
    return string(utf8 ? name : ModifiedUtf7.encode(name));
  }

  void end() throws IOException {
    out.write(CRLF, 0, CRLF.length);
  }

  // LINES

  /** The line {@code * text}. */
  void untagged(String text) throws IOException {
    ascii("* ").ascii(text).end();
  }

  /** The line {@code * number word}. */
  void untagged(long value, String word) throws IOException {
    ascii("* ").number(value).octet(' ').ascii(word).end();
  }

  /** An untagged status response. */
  void status(String condition, Code code, String text) throws IOException {
    tagged("*", condition, code, text);
  }

  void tagged(String tag, String condition, Code code, String text) throws IOException {
    ascii(tag).octet(' ').ascii(condition).octet(' ').ascii(code.before(text)).end();
  }

  /** Goes on over another stream; everything was flushed before. */
  void over(OutputStream next) {
    out = next;
  }

  void flush() throws IOException {
    out.flush();
  }
}
