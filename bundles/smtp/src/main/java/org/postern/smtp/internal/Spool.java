package org.postern.smtp.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * A message while it is received: its beginning in memory, the rest in a file that has no name any
 * more, so that nothing is left of it when the process dies. Not synced: what counts is synced by
 * the store before the message is acknowledged. For one thread.
 */
final class Spool implements Closeable {
  private static final int LEAST = 8192;

  /** Gathers what goes to the file. */
  private static final int BLOCK = 65_536;

  private final Path folder;
  private final SpoolMemory memory;
  private final int mostMemory;
  private final long memoryLimit;

  private byte[] head;
  private int headLength;
  private byte[] block;
  private int blockLength;
  private FileChannel file;
  private long fileLength;
  private long taken;

  /**
   * @param expected octets that the client announced, or less than 0
   */
  Spool(Path folder, SpoolMemory memory, SmtpSettings settings, long expected) {
    this.folder = folder;
    this.memory = memory;
    this.mostMemory = settings.spoolMemoryBytes();
    this.memoryLimit = settings.spoolMemoryTotalBytes();
    head = new byte[LEAST];
    memory.force(LEAST);
    taken = LEAST;
    if (expected > LEAST) {
      grow((int) Math.min(expected, mostMemory));
    }
  }

  /**
   * Adds octets.
   *
   * @throws IOException when the disk is full or failing; the spool is of no use any more
   */
  void append(byte[] octets, int from, int length) throws IOException {
    int at = from;
    int end = from + length;
    if (file == null) {
      if (length > head.length - headLength) {
        grow(Math.max(head.length * 2L, headLength + (long) length));
      }
      int inHead = Math.min(length, head.length - headLength);
      System.arraycopy(octets, from, head, headLength, inHead);
      headLength += inHead;
      at += inHead;
      if (at == end) {
        return;
      }
      openFile();
    }
    while (at < end) {
      if (blockLength == block.length) {
        writeBlock();
      }
      int piece = Math.min(end - at, block.length - blockLength);
      System.arraycopy(octets, at, block, blockLength, piece);
      blockLength += piece;
      at += piece;
    }
  }

  /** All octets so far. */
  long size() {
    return headLength + fileLength + blockLength;
  }

  /** The beginning of the message: as much as is in memory. */
  byte[] head() {
    return head;
  }

  int headLength() {
    return headLength;
  }

  /** Writes out what is still gathered, so that {@link #open} sees everything. */
  void complete() throws IOException {
    if (blockLength > 0) {
      writeBlock();
    }
  }

  /**
   * The first octets of the message, those in the file too; for after {@link #complete}. They count
   * as the message's memory until it is closed.
   */
  byte[] first(int most) throws IOException {
    int length = (int) Math.min(most, size());
    memory.force(length);
    taken += length;
    try (InputStream in = open()) {
      return in.readNBytes(length);
    }
  }

  /** The octets from the first; may be opened more than once after {@link #complete}. */
  InputStream open() {
    return new Reader();
  }

  private void grow(long wanted) {
    int capacity = (int) Math.min(wanted, mostMemory);
    int more = capacity - head.length;
    if (more > 0 && memory.take(more, memoryLimit)) {
      taken += more;
      head = Arrays.copyOf(head, capacity);
    }
  }

  private void openFile() throws IOException {
    Files.createDirectories(folder);
    // On POSIX the file loses its name at once; elsewhere when it is closed.
    file =
        FileChannel.open(
            folder.resolve("incoming-" + UUID.randomUUID()),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    int size = memory.take(BLOCK, memoryLimit) ? BLOCK : LEAST;
    if (size == LEAST) {
      memory.force(LEAST);
    }
    taken += size;
    block = new byte[size];
  }

  private void writeBlock() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(block, 0, blockLength);
    while (buffer.hasRemaining()) {
      fileLength += file.write(buffer, fileLength);
    }
    blockLength = 0;
  }

  @Override
  public void close() throws IOException {
    memory.give(taken);
    taken = 0;
    head = new byte[0];
    if (file != null) {
      file.close();
    }
  }

  /** Reads by position, so that several may read at once. */
  private final class Reader extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position < headLength) {
        int piece = (int) Math.min(length, headLength - position);
        System.arraycopy(head, (int) position, octets, from, piece);
        position += piece;
        return piece;
      }
      if (position >= headLength + fileLength) {
        return -1;
      }
      int read = file.read(ByteBuffer.wrap(octets, from, length), position - headLength);
      position += Math.max(read, 0);
      return read;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, headLength + fileLength - position);
    }
  }
}
