package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Walks the records of a segment file from front to back. */
final class SegmentScan implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final FileChannel channel;
  private final long size;
  private final boolean large;
  private final boolean known;
  private ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
  private long chunkAt;
  private long position;

  /**
   * A record.
   *
   * @param start where its head begins, {@code end} where the next record begins
   * @param body where its body begins
   * @param intact whether the body has its checksum; true when it wasn't read
   */
  record Found(Entry entry, long start, long body, long end, boolean intact) {}

  SegmentScan(Path file, long limit) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      size = Math.min(limit, channel.size());
      long magic = size < SegmentFiles.START ? 0 : at(0, SegmentFiles.START).getLong();
      large = magic == SegmentFiles.LARGE;
      known = large || magic == SegmentFiles.MAGIC;
      position = SegmentFiles.START;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether it begins as a segment does. */
  boolean known() {
    return known;
  }

  boolean large() {
    return large;
  }

  /** Octets of the file that are looked at. */
  long size() {
    return size;
  }

  /** Where the next record would begin. */
  long position() {
    return position;
  }

  void seek(long to) {
    position = to;
  }

  /** The next record; null when there is none that is whole at {@link #position}. */
  Found next(boolean readBody) throws IOException {
    if (!known) {
      return null;
    }
    return large ? single(readBody) : sequential(readBody);
  }

  private Found sequential(boolean readBody) throws IOException {
    if (size - position < Entry.FIXED) {
      return null;
    }
    int octets = Entry.headOctets(at(position, Entry.FIXED));
    if (octets < 0 || size - position < octets) {
      return null;
    }
    Entry entry = Entry.read(at(position, octets));
    long body = position + octets;
    if (entry == null || size - body < entry.bodyLength()) {
      return null;
    }
    long end = body + entry.bodyLength();
    Found found = new Found(entry, position, body, end, !readBody || intact(entry, body));
    position = end;
    return found;
  }

  /**
   * Goes on behind damage: to the next head that is whole, or to the end.
   *
   * @return octets that were skipped
   */
  long resync() throws IOException {
    long from = position;
    if (large || !known) {
      position = size;
      return size - from;
    }
    long at = from + 1;
    while (size - at >= Entry.FIXED) {
      ByteBuffer window = at(at, (int) Math.min(CHUNK, size - at));
      int last = window.limit() - Entry.FIXED;
      int i = 0;
      while (i <= last && window.getInt(i) != Entry.MAGIC) {
        i++;
      }
      at += i;
      if (i <= last) {
        position = at;
        if (next(false) != null) {
          position = at;
          return at - from;
        }
        at++;
      }
    }
    position = size;
    return size - from;
  }

  /** Whether nothing but zeros is from {@link #position} on: the place for messages to come. */
  boolean blank() throws IOException {
    for (long at = position; at < size; at += CHUNK) {
      ByteBuffer octets = at(at, (int) Math.min(CHUNK, size - at));
      while (octets.hasRemaining()) {
        if (octets.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether octets that the index knows have their checksum. */
  boolean intact(long from, long length, int expected) throws IOException {
    return from >= 0 && from + length <= size && crc(from, length) == expected;
  }

  /** Octets of the file, copied. */
  byte[] bytes(long from, int length) throws IOException {
    byte[] copy = new byte[length];
    at(from, length).get(copy);
    return copy;
  }

  private Found single(boolean readBody) throws IOException {
    if (position != SegmentFiles.START || size < SegmentFiles.START + Entry.FIXED + Long.BYTES) {
      return null;
    }
    long headAt = at(size - Long.BYTES, Long.BYTES).getLong();
    long octets = size - Long.BYTES - headAt;
    if (headAt < SegmentFiles.START || octets < Entry.FIXED || octets > Entry.MAX_HEAD) {
      return null;
    }
    Entry entry =
        Entry.headOctets(at(headAt, Entry.FIXED)) == octets
            ? Entry.read(at(headAt, (int) octets))
            : null;
    if (entry == null || entry.bodyLength() != headAt - SegmentFiles.START) {
      return null;
    }
    position = size;
    boolean intact = !readBody || intact(entry, SegmentFiles.START);
    return new Found(entry, SegmentFiles.START, SegmentFiles.START, size, intact);
  }

  private boolean intact(Entry entry, long body) throws IOException {
    return crc(body, entry.bodyLength()) == entry.bodyCrc();
  }

  private int crc(long from, long length) throws IOException {
    CRC32C crc = new CRC32C();
    for (long done = 0; done < length; ) {
      int n = (int) Math.min(CHUNK / 4, length - done);
      crc.update(at(from + done, n));
      done += n;
    }
    return (int) crc.getValue();
  }

  /** Octets of the file; valid until the next call. */
  private ByteBuffer at(long from, int length) throws IOException {
    if (from < chunkAt || from + length > chunkAt + chunk.limit()) {
      if (length > chunk.capacity()) {
        chunk = ByteBuffer.allocate(length);
      }
      chunk.clear();
      chunkAt = from;
      long at = from;
      while (chunk.hasRemaining()) {
        int n = channel.read(chunk, at);
        if (n < 0) {
          break;
        }
        at += n;
      }
      chunk.flip();
      if (chunk.limit() < length) {
        throw new IOException("The segment became shorter while it was read");
      }
    }
    return chunk.slice((int) (from - chunkAt), length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
