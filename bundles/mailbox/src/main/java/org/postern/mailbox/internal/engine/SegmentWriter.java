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
 */
final class SegmentWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final SegmentFiles files;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final List<Adopted> adopted = new ArrayList<>();

  private FileChannel channel;
  private int number;
  private long kept;
  private long position;
  private boolean created;
  private boolean flushFailed;

  SegmentWriter(SegmentFiles files) {
    this.files = files;
  }

  /** Goes on in a segment that has {@code size} valid octets. */
  void resume(int existing, long size) throws IOException {
    FileChannel opened = files.disk().open(files.file(existing), StandardOpenOption.WRITE);
    close();
    channel = opened;
    number = existing;
    kept = size;
    position = size;
  }

  /** Begins a new segment; until {@link #keep} it is part of the group. */
  void start(int fresh) throws IOException {
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
    close();
    channel = opened;
    number = fresh;
    kept = SegmentFiles.START;
    position = SegmentFiles.START;
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

  /** Puts everything since {@link #keep} on disk. */
  void sync() throws IOException {
    if (position != kept) {
      flush();
      flushFailed = true;
      channel.force(false);
      flushFailed = false;
    }
    if (!adopted.isEmpty()) {
      Disk.syncFolder(files.folder());
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
    }
    if (flushFailed) {
      flushFailed = false;
      close();
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
