package org.postern.mailbox.internal.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Finds and reads bodies. Thread-safe; what it gives out is for one thread. */
final class Bodies {
  /** A body up to this is read at once and its checksum compared. */
  private static final int WHOLE = 256 << 10;

  private static final int CHUNK = 64 << 10;

  private final Readers readers;
  private final SegmentFiles files;
  private final Leases leases;

  Bodies(Readers readers, SegmentFiles files, Leases leases) {
    this.readers = readers;
    this.files = files;
    this.leases = leases;
  }

  /** Where a body is; the caller holds a lease. */
  private Tx.Body locate(long id) throws IOException {
    Tx.Body body = readers.read(db -> db.first(Tx.BODY, Tx.Body::of, id).orElse(null));
    if (body == null) {
      body = leases.departed(id);
    }
    if (body == null) {
      throw new EngineException.NoSuchMessage("Message " + id + " is not in the store.");
    }
    return body;
  }

  /** The header of a message with the blank line; its checksum is not compared. */
  InputStream openHeader(long id) throws IOException {
    long lease = leases.begin();
    try {
      Tx.Body body = locate(id);
      InputStream stream = open(body, 0, body.header(), lease);
      lease = -1;
      return stream;
    } finally {
      if (lease >= 0) {
        leases.end(lease);
      }
    }
  }

  InputStream open(long id, long offset, long length) throws IOException {
    long lease = leases.begin();
    try {
      InputStream stream = open(locate(id), offset, length, lease);
      lease = -1;
      return stream;
    } finally {
      if (lease >= 0) {
        leases.end(lease);
      }
    }
  }

  /** Opens octets that the caller has located under a lease, which the stream takes over. */
  InputStream open(Tx.Body body, long offset, long length, long lease) throws IOException {
    long from = Math.clamp(offset, 0, body.length());
    long octets = Math.clamp(length, 0, body.length() - from);
    if (octets > WHOLE) {
      return new Stream(body, from, octets, lease);
    }
    byte[] all = new byte[(int) octets];
    files.read(body.segment(), ByteBuffer.wrap(all), body.offset() + from);
    if (octets == body.length()) {
      CRC32C crc = new CRC32C();
      crc.update(all);
      compare(body, crc);
    }
    leases.end(lease);
    return new ByteArrayInputStream(all);
  }

  void compare(Tx.Body body, CRC32C crc) throws EngineException.Corrupt {
    if ((int) crc.getValue() != body.crc()) {
      throw new EngineException.Corrupt(
          "Message "
              + body.id()
              + " is damaged: "
              + body.length()
              + " octets at "
              + body.offset()
              + " of "
              + files.file(body.segment())
              + " don't match their checksum; restore the segment from a backup.");
    }
  }

  Lease lease() {
    return new BodyLease();
  }

  private final class Stream extends InputStream {
    private final Tx.Body body;
    private final long lease;
    private final CRC32C crc;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private long position;
    private long left;
    private boolean closed;

    Stream(Tx.Body body, long from, long length, long lease) {
      this.body = body;
      this.lease = lease;
      this.position = body.offset() + from;
      this.left = length;
      this.crc = length == body.length() ? new CRC32C() : null;
    }

    private boolean fill() throws IOException {
      if (closed) {
        throw new IOException("The stream is closed");
      }
      if (chunk.hasRemaining()) {
        return true;
      }
      if (left == 0) {
        return false;
      }
      chunk.clear().limit((int) Math.min(CHUNK, left));
      files.read(body.segment(), chunk, position);
      chunk.flip();
      position += chunk.limit();
      left -= chunk.limit();
      if (crc != null) {
        crc.update(chunk.array(), 0, chunk.limit());
        if (left == 0) {
          compare(body, crc);
        }
      }
      return true;
    }

    @Override
    public int read() throws IOException {
      return fill() ? chunk.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (len == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int n = Math.min(len, chunk.remaining());
      chunk.get(b, off, n);
      return n;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, chunk.remaining() + left);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        leases.end(lease);
      }
    }
  }

  private final class BodyLease implements Lease {
    private final long begun = leases.begin();
    private final Map<Integer, FileChannel> channels = new HashMap<>();
    private boolean closed;

    @Override
    public Body body(Place place) throws IOException {
      return at((Tx.Body) place, Optional.empty());
    }

    private Body at(Tx.Body body, Optional<byte[]> octets) throws IOException {
      // Nobody reads the file of octets that are here: for them none is opened.
      FileChannel channel = octets.isPresent() ? files.shared(body.segment()) : own(body.segment());
      return new Body(channel, body.offset(), body.length(), body.header(), body.plain(), octets);
    }

    private FileChannel own(int segment) throws IOException {
      FileChannel channel = channels.get(segment);
      if (channel == null || !channel.isOpen()) {
        channel = files.openForReading(segment);
        channels.put(segment, channel);
      }
      return channel;
    }

    @Override
    public Body verified(long id) throws IOException {
      return verified(locate(id));
    }

    @Override
    public Body verified(Place place) throws IOException {
      Tx.Body body = (Tx.Body) place;
      ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, body.length())));
      CRC32C crc = new CRC32C();
      for (long at = 0; at < body.length(); at += chunk.limit()) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), body.length() - at));
        files.read(body.segment(), chunk, body.offset() + at);
        crc.update(chunk.flip());
      }
      compare(body, crc);
      return at(
          body, chunk.capacity() == body.length() ? Optional.of(chunk.array()) : Optional.empty());
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        for (FileChannel channel : channels.values()) {
          channel.close();
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } finally {
        leases.end(begun);
      }
    }
  }
}
