package org.postern.imap.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.postern.net.Connection;
import org.postern.net.Input;
import org.postern.net.Output;

/**
 * DEFLATE over a connection, both ways (RFC 4978). It holds some 300 KiB outside the heap as long
 * as the session lasts: that is what a window of 32 KiB takes.
 */
final class Compression implements AutoCloseable {
  private static final int SIZE = 4_096;

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final Input rawIn;
  private final Output rawOut;
  private final Inflating in = new Inflating();
  private final Deflating out = new Deflating();

  /** Who compresses: the session's thread, or the one that tells of changes in IDLE. */
  private final ReentrantLock deflating = new ReentrantLock();

  private boolean ended;

  /** Octets of the raw input that the inflater works on. */
  private int lent;

  /** The last four octets that it was given, and what they are where a flush ends (RFC 1951). */
  private int last;

  private static final int FLUSHED = 0xffff;

  Compression(Connection connection) {
    rawIn = connection.in();
    rawOut = connection.out();
  }

  Input in() {
    return in;
  }

  Output out() {
    return out;
  }

  /**
   * Takes what belongs to compression still, so that the raw input goes on with what is not
   * compressed: the end of a flush, or of the stream.
   *
   * @throws IOException when the client goes on compressing
   */
  void finish() throws IOException {
    boolean more = in.available() > 0;
    try {
      while (!more && !inflater.finished()) {
        more = inflater.inflate(new byte[1]) > 0;
        if (more || inflater.finished() || last == FLUSHED && inflater.needsInput()) {
          break;
        }
        if (!lend()) {
          throw new EOFException("the client closed the connection");
        }
      }
    } catch (DataFormatException e) {
      throw new IOException("what the client sends ends no compressed stream", e);
    }
    if (more) {
      throw new IOException("the client went on compressing");
    }
    rawIn.consume(lent - inflater.getRemaining());
    lent = 0;
  }

  /**
   * Gives the inflater what there is, up to the end of a flush: behind it compression may have
   * ended. False when nothing comes any more.
   */
  private boolean lend() throws IOException {
    rawIn.consume(lent);
    lent = 0;
    if (rawIn.available() == 0) {
      out.flush();
    }
    ByteBuffer some = rawIn.peek();
    if (!some.hasRemaining()) {
      return false;
    }
    byte[] octets = some.array();
    int from = some.arrayOffset() + some.position();
    do {
      last = last << 8 | octets[from + lent++] & 0xff;
    } while (lent < some.remaining() && last != FLUSHED);
    inflater.setInput(octets, from, lent);
    return true;
  }

  @Override
  public void close() {
    deflating.lock();
    try {
      ended = true;
      deflater.end();
      inflater.end();
    } finally {
      deflating.unlock();
    }
  }

  private final class Deflating extends Output {
    private final byte[] packed = new byte[SIZE];
    private boolean dirty;

    @Override
    public void line(String text) throws IOException {
      write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      deflating.lock();
      try {
        dirty = true;
        pack(from, offset, length, Deflater.NO_FLUSH, false);
      } finally {
        deflating.unlock();
      }
    }

    /** Compresses and sends what comes out, through the buffer or beside it. */
    private void pack(byte[] from, int offset, int length, int flush, boolean push)
        throws IOException {
      if (ended) {
        throw new EOFException("the session is over");
      }
      deflater.setInput(from, offset, length);
      int count;
      do {
        count = deflater.deflate(packed, 0, packed.length, flush);
        if (push) {
          rawOut.push(packed, 0, count);
        } else {
          rawOut.write(packed, 0, count);
        }
        // A full buffer says that there may be more.
      } while (count == packed.length || !deflater.needsInput());
    }

    @Override
    public void flush() throws IOException {
      deflating.lock();
      try {
        if (dirty) {
          dirty = false;
          pack(packed, 0, 0, Deflater.SYNC_FLUSH, false);
        }
      } finally {
        deflating.unlock();
      }
      rawOut.flush();
    }

    @Override
    public void transfer(FileChannel file, long position, long length) throws IOException {
      ByteBuffer some = ByteBuffer.allocate((int) Math.min(length, SIZE));
      long done = 0;
      while (done < length) {
        some.clear().limit((int) Math.min(some.capacity(), length - done));
        int count = file.read(some, position + done);
        if (count < 0) {
          throw new EOFException("the file is shorter than announced");
        }
        write(some.array(), 0, count);
        done += count;
      }
    }

    @Override
    public void push(byte[] from, int offset, int length) throws IOException {
      deflating.lock();
      try {
        pack(from, offset, length, Deflater.SYNC_FLUSH, true);
      } finally {
        deflating.unlock();
      }
    }
  }

  private final class Inflating extends Input {
    private final byte[] buffer = new byte[SIZE];
    private int pos;
    private int end;

    /** Waits for more when all was read; false at the end. */
    private boolean fill() throws IOException {
      while (true) {
        try {
          int count = inflater.inflate(buffer);
          if (inflater.getRemaining() == 0) {
            // Given back at once: the input can tell then whether the client has left.
            rawIn.consume(lent);
            lent = 0;
          }
          if (count > 0) {
            pos = 0;
            end = count;
            return true;
          }
        } catch (DataFormatException e) {
          throw new IOException("what the client sends is not compressed", e);
        }
        if (inflater.finished() || inflater.needsDictionary()) {
          return false;
        }
        if (!lend()) {
          return false;
        }
      }
    }

    @Override
    public Line readLine(int limit) throws IOException {
      byte[] held = new byte[Math.min(limit + 1, 256)];
      long total = 0;
      int c = read();
      int before = 0;
      while (c != '\n') {
        if (c < 0) {
          throw new EOFException("the client closed the connection");
        }
        if (total > limit + 1L) {
          // The session ends for it. Waiting for the end of the line would cost a thousand octets
          // of work for each that the client sends.
          return new Line(Arrays.copyOf(held, limit), false, true);
        }
        if (total <= limit) {
          if (total == held.length) {
            held = Arrays.copyOf(held, (int) Math.min(limit + 1L, 2L * held.length));
          }
          held[(int) total] = (byte) c;
        }
        total++;
        before = c;
        c = read();
      }
      boolean crlf = before == '\r' && total > 0;
      long content = crlf ? total - 1 : total;
      return new Line(Arrays.copyOf(held, (int) Math.min(limit, content)), crlf, content > limit);
    }

    @Override
    public int read() throws IOException {
      return pos < end || fill() ? buffer[pos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (pos == end && !fill()) {
        return -1;
      }
      int count = Math.min(length, end - pos);
      System.arraycopy(buffer, pos, into, offset, count);
      pos += count;
      return count;
    }

    @Override
    public int available() {
      return end - pos;
    }

    @Override
    public ByteBuffer peek() throws IOException {
      if (pos == end && !fill()) {
        return ByteBuffer.wrap(buffer, 0, 0);
      }
      return ByteBuffer.wrap(buffer, pos, end - pos);
    }

    @Override
    public void consume(int octets) {
      if (octets < 0 || octets > end - pos) {
        throw new IllegalArgumentException(octets + " of " + (end - pos) + " octets");
      }
      pos += octets;
    }
  }
}
