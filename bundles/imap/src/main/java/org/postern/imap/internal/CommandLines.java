package org.postern.imap.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.postern.net.Input;

/**
 * The lines and literals that a command is made of, as they come; never more of them than the
 * {@link Limits}. For one thread.
 */
final class CommandLines {
  private final Channel channel;
  private Limits limits = Limits.BEFORE_LOGIN;
  private int held;

  CommandLines(Channel channel) {
    this.channel = channel;
  }

  void limits(Limits now) {
    limits = now;
  }

  Limits limits() {
    return limits;
  }

  /** Waits for the first line of a command. */
  byte[] first() throws Failure.Fatal, IOException {
    held = 0;
    return next();
  }

  /** The line that goes on behind a literal. */
  byte[] next() throws Failure.Fatal, IOException {
    Input.Line read = channel.in().readLine(limits.line());
    held += read.bytes().length;
    // What would follow may be a literal's octets, which must not be taken for commands.
    if (read.overlong()) {
      throw new Failure.Fatal("A line may have no more than " + limits.line() + " octets");
    }
    if (held > limits.total()) {
      throw new Failure.Fatal("A command may have no more than " + limits.total() + " octets");
    }
    return read.bytes();
  }

  /** Whether a literal may be held in memory with what is held already. */
  boolean fits(long octets) {
    return octets <= limits.total() - held;
  }

  /** The octets of a literal that fits. */
  byte[] literal(int octets) throws IOException {
    byte[] read = channel.in().readNBytes(octets);
    if (read.length < octets) {
      throw new EOFException("the client closed the connection");
    }
    held += octets;
    return read;
  }

  /** A literal to be read as it comes. */
  LiteralInput stream(long octets, boolean binary) {
    return new LiteralInput(channel.in(), octets, binary);
  }

  /** Tells a client that waits for it to send its literal. */
  void goAhead() throws IOException {
    channel.out().line("+ OK");
  }

  /** Throws so many octets away. */
  void discard(long octets) throws IOException {
    long left = octets;
    while (left > 0) {
      ByteBuffer some = channel.in().peek();
      if (!some.hasRemaining()) {
        throw new EOFException("the client closed the connection");
      }
      int count = (int) Math.min(left, some.remaining());
      channel.in().consume(count);
      left -= count;
    }
  }

  /**
   * Reads over what is left of a command that failed, with the literals that the client sends
   * without waiting (RFC 7888 3), so that the next line is the next command.
   *
   * @param line the line in hand, of which what stands before {@code from} is done with
   */
  void skip(byte[] line, int from) throws Failure.Fatal, IOException {
    long skipped = 0;
    byte[] last = line;
    int at = from;
    for (long literal = unasked(last, at); literal >= 0; literal = unasked(last, at)) {
      skipped += literal;
      if (skipped > limits.skip()) {
        throw new Failure.Fatal("That literal is too large");
      }
      discard(literal);
      last = first();
      at = 0;
    }
  }

  /** The length of a non-synchronizing literal announced at the end of the line, or -1. */
  private long unasked(byte[] line, int from) {
    int close = line.length - 1;
    if (close < 3 || line[close] != '}' || line[close - 1] != '+') {
      return -1;
    }
    int first = close - 1;
    while (first > 0 && line[first - 1] >= '0' && line[first - 1] <= '9') {
      first--;
    }
    if (first == close - 1 || first == 0 || line[first - 1] != '{' || first - 1 < from) {
      return -1;
    }
    long value = 0;
    for (int i = first; i < close - 1; i++) {
      value = Math.min(value * 10 + line[i] - '0', limits.skip() + 1);
    }
    return value;
  }
}
