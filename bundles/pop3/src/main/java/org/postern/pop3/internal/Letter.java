package org.postern.pop3.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.postern.mailbox.Maildrop;
import org.postern.net.Output;

/** A message as one client gets it: as stored, or with a header that the client can read. */
final class Letter implements AutoCloseable {
  /** A longer header is sent as it is, so that memory stays bounded. */
  private static final int LONGEST_HEADER = 256 * 1024;

  private final Maildrop.Body body;
  private final Optional<BufferPool> pool;
  private final byte[] buffer;

  /** The octets of the message from its first that are in the buffer already. */
  private int loaded;

  private Optional<byte[]> surrogate = Optional.empty();

  /**
   * @param utf8 whether the client takes UTF-8 in headers (RFC 6856); if not, an internationalized
   *     message gets a surrogate header
   * @throws IOException when the message can't be read
   */
  Letter(Maildrop.Body body, boolean utf8, BufferPool pool) throws IOException {
    this.body = body;
    this.pool = body.octets().isPresent() ? Optional.empty() : Optional.of(pool);
    this.buffer = body.octets().orElseGet(pool::take);
    if (body.octets().isPresent()) {
      loaded = buffer.length;
    } else if (body.length() <= buffer.length) {
      // A small message is read once, and goes out in one packet with what is around it.
      read(buffer, 0, (int) body.length());
      loaded = (int) body.length();
    }
    if (!utf8 && body.headerLength() <= LONGEST_HEADER) {
      surrogate = surrogate();
    }
  }

  private Optional<byte[]> surrogate() throws IOException {
    int length = (int) body.headerLength();
    byte[] header = buffer;
    if (loaded < length) {
      header = length <= buffer.length ? buffer : new byte[length];
      read(header, 0, length);
    }
    return isAscii(header, length) ? Optional.empty() : SurrogateHeader.of(header, length);
  }

  private static boolean isAscii(byte[] octets, int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= octets[i];
    }
    return all >= 0;
  }

  /** Octets as sent, without stuffing (RFC 1939 11). */
  long length() {
    return headerLength() + body.length() - body.headerLength();
  }

  private long headerLength() {
    return surrogate.isPresent() ? surrogate.get().length : body.headerLength();
  }

  /** Sends all of it and the final dot. */
  void sendWhole(Replies replies) throws IOException {
    Output out = replies.out();
    if (!body.transparent() || surrogate.isPresent()) {
      Stuffing stuffing = new Stuffing(out);
      sendHeader(stuffing);
      sendLines(stuffing, Long.MAX_VALUE);
      stuffing.finish();
    } else if (loaded == body.length()) {
      out.write(buffer, 0, loaded);
    } else {
      out.transfer(body.file(), body.position(), body.length());
    }
    replies.end();
  }

  /**
   * Sends the header, the blank line, so many lines of the body, and the final dot (RFC 1939 7,
   * TOP).
   *
   * @return octets sent, without stuffing
   */
  long sendTop(Replies replies, long lines) throws IOException {
    Stuffing stuffing = new Stuffing(replies.out());
    sendHeader(stuffing);
    long sent = sendLines(stuffing, lines);
    stuffing.finish();
    replies.end();
    return headerLength() + sent;
  }

  private void sendHeader(Stuffing stuffing) throws IOException {
    if (surrogate.isPresent()) {
      stuffing.write(surrogate.get(), 0, surrogate.get().length);
      return;
    }
    long at = 0;
    while (at < body.headerLength()) {
      Slice slice = load(at, body.headerLength());
      stuffing.write(buffer, slice.offset(), slice.length());
      at += slice.length();
    }
  }

  /** Sends so many lines of the body; the octets sent. */
  private long sendLines(Stuffing stuffing, long lines) throws IOException {
    long at = body.headerLength();
    long left = lines;
    while (left > 0 && at < body.length()) {
      Slice slice = load(at, body.length());
      int length = slice.length();
      if (left != Long.MAX_VALUE) {
        length = 0;
        while (length < slice.length() && left > 0) {
          if (buffer[slice.offset() + length++] == '\n') {
            left--;
          }
        }
      }
      stuffing.write(buffer, slice.offset(), length);
      at += length;
    }
    return at - body.headerLength();
  }

  /** A part of the buffer. */
  private record Slice(int offset, int length) {}

  /** Where in the buffer the octets from {@code at} on are, {@code end} at most. */
  private Slice load(long at, long end) {
    if (at < loaded) {
      return new Slice((int) at, (int) (Math.min(loaded, end) - at));
    }
    int length = (int) Math.min(buffer.length, end - at);
    try {
      read(buffer, at, length);
    } catch (IOException e) {
      // The response has begun: only closing tells the client that the message is not complete.
      throw new UncheckedIOException("a message's file can't be read on", e);
    }
    return new Slice(0, length);
  }

  private void read(byte[] into, long at, int length) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(into, 0, length);
    while (target.hasRemaining()) {
      if (body.file().read(target, body.position() + at + target.position()) < 0) {
        throw new EOFException("a message's file ends before the message does");
      }
    }
  }

  @Override
  public void close() {
    pool.ifPresent(from -> from.give(buffer));
  }
}
