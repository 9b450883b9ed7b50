package org.postern.net.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.postern.net.Input;

/**
 * The bytes from the client. An idle connection holds {@link #SMALL} octets; who sends more than
 * that in one go gets a pooled buffer until the next wait for a command.
 */
final class BufferedInput extends Input {
  private static final int SMALL = 1024;

  private final BufferPool pool;

  /** Sent before a wait, so that a client that pipelines half a command has its answers. */
  private final BufferedOutput out;

  private Transport transport;

  /** Filled by the transport; what lies between {@link #pos} and {@link #end} is unread. */
  private ByteBuffer buffer = ByteBuffer.allocate(SMALL);

  private int pos;
  private int end;

  /** Whether the last fill used the small buffer up, so that there is likely more. */
  private boolean more;

  BufferedInput(Transport transport, BufferPool pool, BufferedOutput out) {
    this.transport = transport;
    this.out = out;
    this.pool = pool;
  }

  /** Goes on over another transport; what is buffered from the one before is dropped. */
  void over(Transport next) {
    pos = 0;
    end = 0;
    transport = next;
  }

  @Override
  public Line readLine(int limit) throws IOException {
    if (pos == end) {
      fill(System.nanoTime(), true);
    }
    int lf = lineFeed();
    if (lf < 0) {
      return longLine(limit);
    }
    byte[] from = buffer.array();
    boolean crlf = lf > pos && from[lf - 1] == '\r';
    int content = lf - pos - (crlf ? 1 : 0);
    byte[] bytes = Arrays.copyOfRange(from, pos, pos + Math.min(content, limit));
    pos = lf + 1;
    return new Line(bytes, crlf, content > limit);
  }

  /** A line that comes in more than one piece: no more than {@code limit} octets are held. */
  private Line longLine(int limit) throws IOException {
    // Counted from the line's beginning, so that nobody holds a session with an octet a minute.
    long since = System.nanoTime();
    byte[] held = new byte[Math.min(limit, 256)];
    int length = 0;
    long total = 0;
    boolean crlf = false;
    int lf;
    do {
      lf = lineFeed();
      int stop = lf >= 0 ? lf : end;
      int count = stop - pos;
      int keep = Math.min(limit - length, count);
      if (length + keep > held.length) {
        held = Arrays.copyOf(held, (int) Math.min(limit, 2L * (length + keep)));
      }
      System.arraycopy(buffer.array(), pos, held, length, keep);
      length += keep;
      total += count;
      crlf = count > 0 ? buffer.array()[stop - 1] == '\r' : crlf;
      pos = stop;
      if (lf < 0) {
        fill(since, true);
      }
    } while (lf < 0);
    pos++;
    long content = crlf ? total - 1 : total;
    return new Line(Arrays.copyOf(held, (int) Math.min(length, content)), crlf, content > limit);
  }

  private int lineFeed() {
    byte[] bytes = buffer.array();
    for (int i = pos; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Waits for more when all was read. */
  private void fill(long since, boolean line) throws IOException {
    if (!fillOrEnd(since, line)) {
      throw new EOFException("the client closed the connection");
    }
  }

  private boolean fillOrEnd(long since, boolean line) throws IOException {
    out.flush();
    if (more && buffer.capacity() == SMALL) {
      buffer = pool.take();
    } else if (!more && buffer.capacity() != SMALL) {
      release();
    }
    int count = transport.read(buffer.clear(), since, line);
    pos = 0;
    end = Math.max(count, 0);
    more = count == buffer.capacity();
    return count >= 0;
  }

  /** Whether the end of the stream is what comes next; what else comes is kept. */
  boolean gone() throws IOException {
    if (pos < end) {
      return false;
    }
    int count = transport.poll(buffer.clear());
    pos = 0;
    end = Math.max(count, 0);
    more |= count == buffer.capacity();
    return count < 0;
  }

  private void release() {
    pool.give(buffer);
    buffer = ByteBuffer.allocate(SMALL);
  }

  @Override
  public int read() throws IOException {
    if (pos == end && !fillOrEnd(System.nanoTime(), false)) {
      return -1;
    }
    return buffer.array()[pos++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (pos == end) {
      if (length >= SMALL) {
        out.flush();
        return transport.read(ByteBuffer.wrap(into, offset, length), System.nanoTime(), false);
      }
      if (!fillOrEnd(System.nanoTime(), false)) {
        return -1;
      }
    }
    int count = Math.min(length, end - pos);
    System.arraycopy(buffer.array(), pos, into, offset, count);
    pos += count;
    return count;
  }

  @Override
  public int available() {
    return end - pos;
  }

  @Override
  public ByteBuffer peek() throws IOException {
    if (pos == end) {
      // Whoever reads in bulk has much to read.
      more = true;
      if (!fillOrEnd(System.nanoTime(), false)) {
        return ByteBuffer.wrap(buffer.array(), 0, 0);
      }
    }
    return ByteBuffer.wrap(buffer.array(), pos, end - pos);
  }

  @Override
  public void consume(int octets) {
    if (octets < 0 || octets > end - pos) {
      throw new IllegalArgumentException(octets + " of " + (end - pos) + " octets");
    }
    pos += octets;
  }

  /** Gives the buffer back; the connection is over. */
  @Override
  public void close() {
    pos = 0;
    end = 0;
    if (buffer.capacity() != SMALL) {
      release();
    }
  }
}
