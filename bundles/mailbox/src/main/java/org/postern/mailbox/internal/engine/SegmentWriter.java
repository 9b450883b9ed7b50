package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Appends records to the active segment. A group of them becomes durable by {@link #sync} and is
 * kept by {@link #keep}, or is taken back by {@link #undo}. For the committer only.
 *
 * <p>The file is longer than what is written: zeros follow, in which small groups find their place.
 * A flush of a file that grows waits for the file system's journal too, and for what others have in
 * it.
 */
final class SegmentWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  /** So many zeros are written at once, and a group of up to this part of them is a small one. */
  private static final int AHEAD = 1 << 20;

  private static final int SMALL = AHEAD / 8;

  private final SegmentFiles files;
  private final long segmentBytes;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(64 << 10);
  private final List<Adopted> adopted = new ArrayList<>();

  private FileChannel channel;
  private int number;
  private long kept;
  private long position;

  /** Octets of the file, zeros included. */
  private long length;

  private boolean created;
  private boolean flushFailed;

  /**
   * @param segmentBytes no zeros are written past this
   */
  SegmentWriter(SegmentFiles files, long segmentBytes) {
    this.files = files;
    this.segmentBytes = segmentBytes;
  }

  /** Goes on in a segment that has {@code size} valid octets. */
  void resume(int existing, long size) throws IOException {
    FileChannel opened = files.disk().open(files.file(existing), StandardOpenOption.WRITE);
    close();
    channel = opened;
    number = existing;
    kept = size;
    position = size;
    length = opened.size();
  }

  /** Begins a new segment; until {@link #keep} it is part of the group. */
  void start(int fresh) throws IOException {
    close();
    Path file = files.file(fresh);
    FileChannel opened =
        files.disk().open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      ByteBuffer magic = ByteBuffer.allocate(SegmentFiles.START);
      magic.putLong(SegmentFiles.MAGIC).flip();
      writeFully(opened, magic, 0);
      opened.force(false);
      Disk.syncFolder(files.folder());
    } catch (IOException e) {
      opened.close();
      Files.deleteIfExists(file);
      throw e;
    }
    channel = opened;
    number = fresh;
    kept = SegmentFiles.START;
    position = SegmentFiles.START;
    length = SegmentFiles.START;
    created = true;
  }

  /** False before the first {@link #start} or {@link #resume}, and after a file was given up. */
  boolean active() {
    return channel != null;
  }

  int number() {
    return number;
  }

  long position() {
    return position;
  }

  boolean dirty() {
    return position != kept || !adopted.isEmpty();
  }

  /** Whether the index, asked anew, has what was written since {@link #keep}. */
  boolean known(Db db) throws SQLException {
    if (!adopted.isEmpty()) {
      return db.exists("select 1 from seg where id=?", adopted.getFirst().number);
    }
    return (created || position != kept)
        && db.number("select size from seg where id=?", 0, number) == position;
  }

  /** Appends a record; returns where its body begins. */
  long write(Entry entry, byte[] body, int length) throws IOException {
    int head = entry.octets();
    if (head > buffer.remaining()) {
      flush();
    }
    if (head > BUFFER) {
      ByteBuffer own = ByteBuffer.allocate(head);
      entry.write(own, crc);
      own.flip();
      writeFully(channel, own, position);
    } else {
      entry.write(buffer, crc);
    }
    position += head;
    long at = position;
    int done = 0;
    while (done < length) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int n = Math.min(buffer.remaining(), length - done);
      buffer.put(body, done, n);
      position += n;
      done += n;
    }
    return at;
  }

  /** Makes a large body's file a segment of its own. */
  void adopt(LargeBody large, Entry entry, int as) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(entry.octets() + Long.BYTES);
    entry.write(head, crc);
    long at = SegmentFiles.START + large.length();
    head.putLong(at).flip();
    // A group that was taken back may have left a longer one.
    large.channel().truncate(at);
    writeFully(large.channel(), head, at);
    large.channel().force(false);
    Path file = files.file(as);
    Files.move(large.file(), file, StandardCopyOption.ATOMIC_MOVE);
    adopted.add(new Adopted(as, file, large));
  }

  private record Adopted(int number, Path file, LargeBody large) {}

  private void flush() throws IOException {
    buffer.flip();
    int n = buffer.remaining();
    if (n > 0) {
      writeFully(channel, buffer, position - n);
    }
    buffer.clear();
  }

  private static void writeFully(FileChannel channel, ByteBuffer from, long at) throws IOException {
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
  }

  /**
   * Puts everything since {@link #keep} on disk.
   *
   * @param ample whether the disk has room for zeros too
   */
  void sync(boolean ample) throws IOException {
    if (position != kept) {
      flush();
      if (position > length) {
        length = position;
        if (ample && position - kept <= SMALL) {
          writeAhead();
        }
      }
      flushFailed = true;
      channel.force(false);
      flushFailed = false;
    }
    if (!adopted.isEmpty()) {
      Disk.syncFolder(files.folder());
    }
  }

  /** Zeros for the groups to come; the flush of this one is theirs as well. */
  private void writeAhead() throws IOException {
    long end = Math.min(position + AHEAD, segmentBytes);
    while (length < end) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), end - length));
      writeFully(channel, zeros, length);
      length += zeros.limit();
    }
  }

  /** The group is committed. */
  void keep() {
    kept = position;
    created = false;
    adopted.clear();
  }

  /**
   * The group is given up: its octets are cut off. After a failed flush nothing is known of the
   * pages of this file, so the next group begins a new one.
   */
  void undo() throws IOException {
    buffer.clear();
    for (Adopted one : adopted) {
      if (one.large.channel().isOpen()) {
        // Its caller still has it: the change may be tried again.
        Files.move(one.file, one.large.file(), StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(one.file);
      }
    }
    adopted.clear();
    if (channel == null) {
      position = kept;
      return;
    }
    if (created) {
      created = false;
      close();
      Files.deleteIfExists(files.file(number));
      return;
    }
    if (position != kept) {
      // Until this has worked the group is not given up: a record that stays would be replayed.
      channel.truncate(kept);
      position = kept;
      length = kept;
    }
    if (flushFailed) {
      flushFailed = false;
      close();
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      try (FileChannel closing = channel) {
        channel = null;
        // What became of a group that is still here only the index knows, at the next start.
        if (length > kept && position == kept) {
          closing.truncate(kept);
        }
      }
    }
  }
}
