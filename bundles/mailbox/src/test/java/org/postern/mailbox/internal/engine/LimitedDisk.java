package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A disk with so much room, which writes as much as fits and then fails as a full one does. */
final class LimitedDisk implements Disk {
  final AtomicLong room;

  /** Failures of the flushes to come, as of a broken disk. */
  volatile boolean failingFlush;

  /** Hears of each flush before it is done. */
  volatile Consumer<Path> flushing = file -> {};

  LimitedDisk(long room) {
    this.room = new AtomicLong(room);
  }

  @Override
  public FileChannel open(Path file, OpenOption... options) throws IOException {
    return new Limited(file, FileChannel.open(file, options));
  }

  @Override
  public long usable() {
    return room.get();
  }

  private final class Limited extends FileChannel {
    private final Path name;
    private final FileChannel file;

    Limited(Path name, FileChannel file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      long left = room.get();
      if (left <= 0) {
        throw new IOException("No space left on device");
      }
      int n = (int) Math.min(left, from.remaining());
      ByteBuffer part = from.duplicate().limit(from.position() + n);
      int written = file.write(part, position);
      from.position(from.position() + written);
      room.addAndGet(-written);
      return written;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      if (failingFlush) {
        throw new IOException("Input/output error");
      }
      flushing.accept(name);
      file.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      room.addAndGet(Math.max(0, file.size() - size));
      file.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return file.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      return file.read(into, offset, length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      int n = write(from, file.position());
      file.position(file.position() + n);
      return n;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      return write(from[offset]);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
        throws IOException {
      return file.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return file.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
