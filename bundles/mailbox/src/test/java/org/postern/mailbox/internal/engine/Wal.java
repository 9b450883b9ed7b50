package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * The log of an index as SQLite's files tell of it (sqlite.org/walformat.html), to do to it what a
 * power cut does: what was not flushed is gone, or is anything.
 */
final class Wal {
  private static final int HEADER = 32;
  private static final int FRAME = 24 + 4096;
  private static final int SHARED = 136;

  private final Path store;

  Wal(Path store) {
    this.store = store;
  }

  Path file() {
    return store.resolve(Store.INDEX + "-wal");
  }

  private Path shared() {
    return store.resolve(Store.INDEX + "-shm");
  }

  /**
   * How far the log is.
   *
   * @param salt of this round of the log, which begins anew after a checkpoint
   * @param frames that are in it
   * @param backfilled frames that a checkpoint may have copied already, which it flushed before
   */
  record Position(int salt, int frames, int backfilled) {}

  Position position() throws IOException {
    try (FileChannel channel = FileChannel.open(shared())) {
      return position(channel);
    }
  }

  /** The same by a channel that stays open, for a process whose locks a close would drop. */
  static Position position(FileChannel shared) throws IOException {
    while (true) {
      ByteBuffer b = ByteBuffer.allocate(SHARED).order(ByteOrder.nativeOrder());
      shared.read(b, 0);
      // Two copies, written one after the other: a reader takes what is the same in both.
      if (b.slice(0, 48).equals(b.slice(48, 48))) {
        return new Position(
            b.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(32), b.getInt(16), b.getInt(128));
      }
    }
  }

  /** The salt that the log itself bears. */
  int salt() throws IOException {
    try (FileChannel channel = FileChannel.open(file())) {
      ByteBuffer b = ByteBuffer.allocate(HEADER);
      channel.read(b, 0);
      return b.getInt(16);
    }
  }

  /** Where a frame ends, counted from 1. */
  static long end(int frame) {
    return HEADER + (long) frame * FRAME;
  }

  /** Leaves what is before {@code from}; the rest is cut off, or is garbage. */
  void lose(long from, boolean cut, Random random) throws IOException {
    Files.deleteIfExists(shared());
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (cut) {
        channel.truncate(from);
      } else if (size > from) {
        byte[] garbage = new byte[(int) (size - from)];
        random.nextBytes(garbage);
        channel.write(ByteBuffer.wrap(garbage), from);
      }
    }
  }
}
