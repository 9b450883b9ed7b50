package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.mailbox.Content;
import org.postern.mailbox.internal.mime.MimeParser;
import org.postern.mailbox.internal.mime.PackedFacts;

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
   * @param mime packed facts of a message; null of what is none
   */
  record Body(byte[] octets, LargeBody large, Scanner facts, byte[] mime, Runnable release)
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

  /** Reads a message, whose structure is found on the way. */
  Body read(Content content) throws IOException {
    return read(content, new MimeParser(), share(content));
  }

  /** Reads anything else. */
  Body readPart(Content content) throws IOException {
    return read(content, null, share(content));
  }

  /** Reads many messages: all of them have their share of the memory, or none has. */
  List<Body> readAll(List<Content> contents) throws IOException {
    int all = contents.stream().mapToInt(this::share).sum();
    memory.acquireUninterruptibly(all);
    List<Body> bodies = new ArrayList<>(contents.size());
    try {
      for (Content content : contents) {
        bodies.add(load(content, new MimeParser(), share(content)));
        all -= share(content);
      }
      return bodies;
    } catch (IOException | RuntimeException e) {
      for (Body body : bodies) {
        body.close();
      }
      throw e;
    } finally {
      memory.release(all);
    }
  }

  /** KiB of memory; those on the disk that stay alone need none. */
  private int share(Content content) {
    boolean alone = content instanceof Ahead ahead ? ahead.alone : content.size() > largeBytes;
    return alone ? 0 : (int) (content.size() >> 10) + 1;
  }

  private Body read(Content content, MimeParser mime, int share) throws IOException {
    memory.acquireUninterruptibly(share);
    boolean kept = false;
    try {
      Body body = load(content, mime, share);
      kept = true;
      return body;
    } finally {
      if (!kept) {
        memory.release(share);
      }
    }
  }

  /** Reads what has its share. */
  private Body load(Content content, MimeParser mime, int share) throws IOException {
    if (content instanceof Messages.WithoutNul plain) {
      Body body = load(plain.of(), mime, share);
      if (body.facts().nul()) {
        if (body.large() != null) {
          body.large().discard();
        }
        throw new EngineException.HoldsNul("There is NUL in the message");
      }
      return body;
    }
    if (content instanceof Ahead ahead) {
      return share == 0 ? ahead.body : ahead.load(() -> memory.release(share));
    }
    Scanner facts = new Scanner();
    if (share == 0) {
      LargeBody large = spill(content, facts, mime, 0);
      return new Body(null, large, facts, packed(mime), () -> {});
    }
    byte[] octets = load(content, facts);
    if (mime != null) {
      mime.update(octets, 0, octets.length);
    }
    return new Body(octets, null, facts, packed(mime), () -> memory.release(share));
  }

  /**
   * Reads a message to the disk before it is appended.
   *
   * @param alone whether it becomes a segment of its own though it isn't large
   */
  Messages.Ahead readAhead(Content content, boolean alone) throws IOException {
    Scanner facts = new Scanner();
    MimeParser mime = new MimeParser();
    boolean stays = alone || content.size() > largeBytes;
    LargeBody large = spill(content, facts, mime, stays ? 0 : Long.MAX_VALUE);
    return new Ahead(content.size(), stays, new Body(null, large, facts, packed(mime), () -> {}));
  }

  /**
   * The same of a message whose length is not known before.
   *
   * @param together up to how many octets it doesn't become a segment of its own
   */
  Messages.Ahead readAhead(InputStream message, long together) throws IOException {
    Scanner facts = new Scanner();
    MimeParser mime = new MimeParser();
    long most = Math.min(together, largeBytes);
    LargeBody large = spill(message, facts, mime, most);
    boolean stays = facts.octets() > most;
    return new Ahead(facts.octets(), stays, new Body(null, large, facts, packed(mime), () -> {}));
  }

  private static final class Ahead implements Messages.Ahead {
    private final long size;
    private final boolean alone;
    private final Body body;

    Ahead(long size, boolean alone, Body body) {
      this.size = size;
      this.alone = alone;
      this.body = body;
    }

    /** Brings it into memory. */
    Body load(Runnable release) throws IOException {
      byte[] octets = open().readNBytes((int) size);
      return new Body(octets, null, body.facts(), body.mime(), release);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean holdsNul() {
      return body.facts().nul();
    }

    @Override
    public InputStream open() {
      return new LargeBody.Octets(body.large());
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  private static byte[] packed(MimeParser mime) {
    return mime == null ? null : PackedFacts.pack(mime.finish());
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

  private LargeBody spill(Content content, Scanner facts, MimeParser mime, long together)
      throws IOException {
    try (InputStream in = content.open()) {
      LargeBody body = spill(in, facts, mime, together);
      if (facts.octets() != content.size()) {
        body.discard();
        throw wrongSize(content);
      }
      return body;
    }
  }

  /**
   * Writes a body to a file of its own, outside of the group.
   *
   * @param together up to how many octets it doesn't stay there, so that it need not be flushed
   */
  private LargeBody spill(InputStream in, Scanner facts, MimeParser mime, long together)
      throws IOException {
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
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      chunk.putLong(SegmentFiles.LARGE).flip();
      write(channel, chunk, 0);
      long at = SegmentFiles.START;
      byte[] b = chunk.array();
      for (int n = in.read(b); n >= 0; n = in.read(b)) {
        facts.update(b, 0, n);
        if (mime != null) {
          mime.update(b, 0, n);
        }
        chunk.clear().limit(n);
        write(channel, chunk, at);
        at += n;
      }
      if (facts.octets() > together) {
        channel.force(false);
      }
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
