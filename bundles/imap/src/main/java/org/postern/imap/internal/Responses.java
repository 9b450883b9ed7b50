package org.postern.imap.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.postern.mailbox.mime.StructureOutput;
import org.postern.net.Output;

/**
 * Writes responses (RFC 9051 7), buffered; they leave when the session waits for the next command.
 * For one thread.
 */
final class Responses implements StructureOutput {
  private static final int MOST_DIGITS = 19;
  private static final int SIZE = 512;
  private static final int SHORT = 120;

  private OutputStream out;

  /** A line is gathered here, for most are made of many small pieces. */
  private final byte[] line = new byte[SIZE];

  private int end;
  private boolean utf8;

  Responses(OutputStream out) {
    this.out = out;
  }

  /** From now on quoted strings may be UTF-8 and mailbox names are (RFC 9051 5.1, RFC 6855 3). */
  void useUtf8() {
    utf8 = true;
  }

  /** As at the beginning: mailbox names are in modified UTF-7, and what is not ASCII a literal. */
  void useAscii() {
    utf8 = false;
  }

  boolean utf8() {
    return utf8;
  }

  // PIECES OF A LINE

  Responses ascii(String text) throws IOException {
    int length = text.length();
    if (length > room()) {
      return octets(text.getBytes(StandardCharsets.ISO_8859_1), 0, length);
    }
    for (int i = 0; i < length; i++) {
      line[end++] = (byte) text.charAt(i);
    }
    return this;
  }

  @Override
  public Responses octet(char c) throws IOException {
    if (end == line.length) {
      handOver();
    }
    line[end++] = (byte) c;
    return this;
  }

  @Override
  public Responses octets(byte[] bytes, int from, int length) throws IOException {
    if (length > room()) {
      handOver();
      out.write(bytes, from, length);
    } else {
      System.arraycopy(bytes, from, line, end, length);
      end += length;
    }
    return this;
  }

  /** The octets that still fit, after making some fit. */
  private int room() throws IOException {
    if (end > SIZE / 2) {
      handOver();
    }
    return SIZE - end;
  }

  /** Hands over what is gathered. */
  void handOver() throws IOException {
    out.write(line, 0, end);
    end = 0;
  }

  /** Sends part of a file, by the kernel where that can be. */
  void transfer(FileChannel file, long position, long length) throws IOException {
    handOver();
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

  /** Answers may have a line a message: digits are written without making a string of them. */
  @Override
  public Responses number(long value) throws IOException {
    if (SIZE - end < MOST_DIGITS) {
      handOver();
    }
    int digits = 1;
    for (long power = 10; digits < MOST_DIGITS && value >= power; power *= 10) {
      digits++;
    }
    int at = end + digits;
    long left = value;
    for (; left > Integer.MAX_VALUE; left /= 10) {
      line[--at] = (byte) ('0' + left % 10);
    }
    // Most are small, and that is several times as fast.
    for (int small = (int) left; at > end; small /= 10) {
      line[--at] = (byte) ('0' + small % 10);
    }
    end += digits;
    return this;
  }

  /** A string: quoted when it can be, a literal otherwise. */
  @Override
  public Responses string(String text) throws IOException {
    if (text.length() <= SHORT && shortAscii(text)) {
      return this;
    }
    return quotable(text) ? quoted(text) : literal(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Most strings are like this: written in one go, or not at all. */
  private boolean shortAscii(String text) throws IOException {
    if (room() < 2 * SHORT + 2) {
      handOver();
    }
    int at = end;
    line[at++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
      if (c == '"' || c == '\\') {
        line[at++] = '\\';
      }
      line[at++] = (byte) c;
    }
    line[at++] = '"';
    end = at;
    return true;
  }

  Responses literal(byte[] bytes) throws IOException {
    return literalHead(bytes.length).octets(bytes, 0, bytes.length);
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
    return octets(bytes, 0, bytes.length);
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
    lineEnd();
    handOver();
  }

  /** Ends a line of many: they are handed over together, by {@link #handOver} at last. */
  void lineEnd() throws IOException {
    octet('\r').octet('\n');
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
