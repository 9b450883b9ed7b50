package org.postern.imap.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.postern.mailbox.Maildrop;

/**
 * A range of the stored octets of a message.
 *
 * <p>What came with NUL where nothing can be encoded, in a header or in broken MIME, is told with
 * 0x80 instead: RFC 5322 4 wants it taken, RFC 9051 4.3.1 forbids to send it. BINARY has it.
 *
 * @param from from the beginning of the message
 */
record Octets(Maildrop.Body body, long from, long length) {
  private static final int CHUNK = 8_192;

  /** As other servers do, so that clients have seen it. */
  private static final byte REPLACEMENT = (byte) 0x80;

  /** A range that lies within the message whatever the structure says. */
  static Octets of(Maildrop.Body body, long from, long length) {
    long begin = Math.clamp(from, 0, body.length());
    return new Octets(body, begin, Math.clamp(length, 0, body.length() - begin));
  }

  Octets part(FetchItem.Partial partial) {
    return new Octets(body, from + Math.min(partial.first(), length), partial.length(length));
  }

  void send(Responses out) throws IOException {
    if (!body.transparent()) {
      sendWithoutNul(out);
    } else if (body.octets().isPresent()) {
      out.octets(body.octets().get(), (int) from, (int) length);
    } else if (length > 0) {
      out.transfer(body.file(), body.position() + from, length);
    }
  }

  private void sendWithoutNul(Responses out) throws IOException {
    if (body.octets().isPresent() && !holdsNul(body.octets().get(), (int) from, (int) length)) {
      out.octets(body.octets().get(), (int) from, (int) length);
      return;
    }
    byte[] some = new byte[(int) Math.min(length, CHUNK)];
    long left = length;
    try (InputStream in = stream()) {
      while (left > 0) {
        int count = in.read(some, 0, (int) Math.min(some.length, left));
        replaceNul(some, count);
        out.octets(some, 0, count);
        left -= count;
      }
    }
  }

  static boolean holdsNul(byte[] octets, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (octets[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Makes of the first octets what may be sent. */
  static void replaceNul(byte[] octets, int count) {
    for (int i = 0; i < count; i++) {
      if (octets[i] == 0) {
        octets[i] = REPLACEMENT;
      }
    }
  }

  /** The first octets as they are, {@code most} at most. */
  byte[] read(int most) throws IOException {
    int count = (int) Math.min(most, length);
    if (body.octets().isPresent()) {
      return Arrays.copyOfRange(body.octets().get(), (int) from, (int) from + count);
    }
    ByteBuffer read = ByteBuffer.allocate(count);
    while (read.hasRemaining()) {
      if (body.file().read(read, body.position() + from + read.position()) < 0) {
        throw new EOFException("the message is shorter than announced");
      }
    }
    return read.array();
  }

  /** Reads them as they are, in small pieces; for one thread. */
  InputStream stream() {
    return new InputStream() {
      private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).limit(0);
      private long done;

      @Override
      public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
          return 0;
        }
        if (!fill()) {
          return -1;
        }
        int some = Math.min(count, buffer.remaining());
        buffer.get(into, offset, some);
        return some;
      }

      private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
          return true;
        }
        if (done == length) {
          return false;
        }
        int count = (int) Math.min(buffer.capacity(), length - done);
        buffer.clear().limit(count);
        if (body.octets().isPresent()) {
          buffer.put(body.octets().get(), (int) (from + done), count);
        } else {
          long at = body.position() + from + done;
          while (buffer.hasRemaining()) {
            int read = body.file().read(buffer, at + buffer.position());
            if (read < 0) {
              throw new EOFException("the message is shorter than announced");
            }
          }
        }
        buffer.flip();
        done += count;
        return true;
      }
    };
  }
}
