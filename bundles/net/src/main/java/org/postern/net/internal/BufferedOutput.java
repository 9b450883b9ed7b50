package org.postern.net.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.postern.net.Output;

/**
 * The bytes to the client, in a pooled buffer that is held only from the first octet to a flush.
 */
final class BufferedOutput extends Output {
  private final BufferPool pool;
  private Transport transport;
  private ByteBuffer buffer;

  BufferedOutput(Transport transport, BufferPool pool) {
    this.transport = transport;
    this.pool = pool;
  }

  /** Goes on over another transport; everything was flushed before. */
  void over(Transport next) {
    transport = next;
  }

  @Override
  public void line(String text) throws IOException {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a line can't hold a line end");
    }
    write(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer to = room(2);
    to.put((byte) '\r').put((byte) '\n');
  }

  @Override
  public void write(int octet) throws IOException {
    room(1).put((byte) octet);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, from.length);
    int done = 0;
    while (done < length) {
      int left = length - done;
      if (left >= BufferPool.SIZE && buffer == null) {
        transport.write(ByteBuffer.wrap(from, offset + done, left));
        return;
      }
      ByteBuffer to = room(1);
      int count = Math.min(left, to.remaining());
      to.put(from, offset + done, count);
      done += count;
      if (!to.hasRemaining()) {
        flush();
      }
    }
  }

  @Override
  public void push(byte[] from, int offset, int length) throws IOException {
    transport.write(ByteBuffer.wrap(from, offset, length));
  }

  /** The buffer with room for at least so many octets. */
  private ByteBuffer room(int octets) throws IOException {
    if (buffer != null && buffer.remaining() < octets) {
      flush();
    }
    if (buffer == null) {
      buffer = pool.take();
    }
    return buffer;
  }

  @Override
  public void transfer(FileChannel file, long position, long length) throws IOException {
    if (length > room(1).remaining()) {
      flush();
      transport.transfer(file, position, length);
      return;
    }
    // What fits beside the response line goes out with it in one packet.
    ByteBuffer to = buffer;
    int before = to.limit();
    to.limit(to.position() + (int) length);
    long from = position;
    try {
      while (to.hasRemaining()) {
        int count = file.read(to, from);
        if (count < 0) {
          throw new EOFException("the file is shorter than announced");
        }
        from += count;
      }
    } finally {
      to.limit(before);
    }
  }

  @Override
  public void flush() throws IOException {
    ByteBuffer full = buffer;
    if (full != null) {
      buffer = null;
      try {
        transport.write(full.flip());
      } finally {
        pool.give(full);
      }
    }
  }

  /** Drops what was not flushed; the connection is over. */
  @Override
  public void close() {
    if (buffer != null) {
      pool.give(buffer);
      buffer = null;
    }
  }
}
