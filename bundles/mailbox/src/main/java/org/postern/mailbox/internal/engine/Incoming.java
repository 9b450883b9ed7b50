package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.mailbox.Content;

/**
 * Reads what is to be stored, on its caller's thread: small bodies into memory, of which all
 * callers together get a share; large ones into a file that becomes a segment. Thread-safe.
 */
final class Incoming {
  private static final int CHUNK = 64 << 10;

  /** KiB of small bodies in memory at once; who comes later waits for the group before. */
  private static final int MEMORY = 64 << 10;

  private final int largeBytes;
  private final SegmentFiles files;
  private final Semaphore memory = new Semaphore(MEMORY);
  private final AtomicLong temporaries = new AtomicLong();

  Incoming(int largeBytes, SegmentFiles files) {
    this.largeBytes = Math.min(largeBytes, 1024 * MEMORY / 4);
    this.files = files;
  }

  /**
   * A body that was read.
   *
   * @param octets a small one, else null
   * @param large a large one, else null
   */
  record Body(byte[] octets, LargeBody large, Scanner facts, Runnable release)
      implements AutoCloseable {

    /** What it adds to the group's buffer. */
    long length() {
      return octets == null ? 0 : octets.length;
    }

    @Override
    public void close() throws IOException {
      release.run();
      if (large != null) {
        large.discard();
      }
    }
  }

  Body read(Content content) throws IOException {
    Scanner facts = new Scanner();
    if (content.size() > largeBytes) {
      return new Body(null, spill(content, facts), facts, () -> {});
    }
    int share = (int) (content.size() >> 10) + 1;
    memory.acquireUninterruptibly(share);
    boolean kept = false;
    try {
      byte[] octets = load(content, facts);
      kept = true;
      return new Body(octets, null, facts, () -> memory.release(share));
    } finally {
      if (!kept) {
        memory.release(share);
      }
    }
  }

  private static byte[] load(Content content, Scanner facts) throws IOException {
    byte[] octets = new byte[(int) content.size()];
    try (InputStream in = content.open()) {
      int n = in.readNBytes(octets, 0, octets.length);
      if (n < octets.length || in.read() >= 0) {
        throw wrongSize(content);
      }
    }
    facts.update(octets, 0, octets.length);
    return octets;
  }

  private static IOException wrongSize(Content content) {
    return new EngineException(
        "The message has not the "
            + content.size()
            + " octets that were announced; send it again.");
  }

  /** Writes a large body to a file of its own and flushes it, outside of the group. */
  private LargeBody spill(Content content, Scanner facts) throws IOException {
    Path file = files.temporary(temporaries.incrementAndGet());
    FileChannel channel = null;
    try {
      channel =
          files
              .disk()
              .open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      chunk.putLong(SegmentFiles.LARGE).flip();
      write(channel, chunk, 0);
      long at = SegmentFiles.START;
      try (InputStream in = content.open()) {
        byte[] b = chunk.array();
        for (int n = in.read(b); n >= 0; n = in.read(b)) {
          facts.update(b, 0, n);
          chunk.clear().limit(n);
          write(channel, chunk, at);
          at += n;
        }
      }
      if (facts.octets() != content.size()) {
        throw wrongSize(content);
      }
      channel.force(false);
      return new LargeBody(file, channel, facts.octets());
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
        Files.deleteIfExists(file);
      }
      if (Failures.full(files.folder(), e)) {
        throw Failures.of(files.folder(), e);
      }
      throw e;
    }
  }

  private static void write(FileChannel channel, ByteBuffer from, long at) throws IOException {
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
  }
}
