package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The segment files by number, and shared channels to read them. Thread-safe. */
final class SegmentFiles implements AutoCloseable {
  /** "POSTERN" and the format: what every segment begins with. */
  static final long MAGIC = 0x504F535445524E01L;

  /** The same of a segment that is one large body; its head is behind it, then where that is. */
  static final long LARGE = 0x504F535445524E02L;

  static final int START = 8;
  private static final int OPEN = 128;

  private final Path folder;
  private final Disk disk;
  private final LinkedHashMap<Integer, FileChannel> open = new LinkedHashMap<>(64, .75f, true);

  SegmentFiles(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  Path folder() {
    return folder;
  }

  Disk disk() {
    return disk;
  }

  Path file(int number) {
    return folder.resolve(name(number));
  }

  static String name(int number) {
    return String.format("%08x.seg", number);
  }

  /** A name for a large body that is being written. */
  Path temporary(long unique) {
    return folder.resolve(String.format("%016x.tmp", unique));
  }

  /** All segments that are there, by number. */
  static TreeMap<Integer, Path> list(Path folder) throws IOException {
    TreeMap<Integer, Path> found = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.seg")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.matches("[0-7][0-9a-f]{7}\\.seg")) {
          found.put(Integer.parseInt(name.substring(0, 8), 16), file);
        }
      }
    }
    return found;
  }

  /** Large bodies that were being written when the process ended. */
  void removeTemporaries() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.tmp")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** A channel of the caller's own. */
  FileChannel openForReading(int number) throws IOException {
    try {
      return disk.open(file(number), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw missing(number);
    }
  }

  private EngineException missing(int number) {
    return new EngineException.Corrupt(
        "Segment " + file(number) + " is missing; restore it from a backup.");
  }

  /**
   * Fills the buffer from {@code position}.
   *
   * @throws EngineException.Corrupt when the file ends before
   */
  void read(int number, ByteBuffer into, long position) throws IOException {
    int begin = into.position();
    while (true) {
      FileChannel channel = shared(number);
      try {
        long at = position + into.position() - begin;
        while (into.hasRemaining()) {
          int n = channel.read(into, at);
          if (n < 0) {
            throw new EngineException.Corrupt(
                "Segment "
                    + file(number)
                    + " ends at "
                    + at
                    + ", inside of a message; restore it from a backup.");
          }
          at += n;
        }
        return;
      } catch (ClosedChannelException e) {
        // An interrupted reader closes the channel for all of them; it was shared, so open it anew.
        forget(number, channel);
        if (Thread.currentThread().isInterrupted()) {
          InterruptedIOException interrupted = new InterruptedIOException("Interrupted");
          interrupted.initCause(e);
          throw interrupted;
        }
      }
    }
  }

  /** A channel that all readers share; one of them that is interrupted closes it. */
  FileChannel shared(int number) throws IOException {
    FileChannel evicted = null;
    try {
      synchronized (open) {
        FileChannel channel = open.get(number);
        if (channel == null) {
          channel = openForReading(number);
          open.put(number, channel);
          if (open.size() > OPEN) {
            Map.Entry<Integer, FileChannel> eldest = open.pollFirstEntry();
            evicted = eldest.getValue();
          }
        }
        return channel;
      }
    } finally {
      if (evicted != null) {
        evicted.close();
      }
    }
  }

  private void forget(int number, FileChannel channel) {
    synchronized (open) {
      open.remove(number, channel);
    }
  }

  /** Removes a segment that nobody can refer to any more. */
  void delete(int number) throws IOException {
    FileChannel channel;
    synchronized (open) {
      channel = open.remove(number);
    }
    if (channel != null) {
      channel.close();
    }
    Files.deleteIfExists(file(number));
  }

  @Override
  public void close() throws IOException {
    List<FileChannel> all;
    synchronized (open) {
      all = new ArrayList<>(open.values());
      open.clear();
    }
    for (FileChannel channel : all) {
      channel.close();
    }
  }
}
