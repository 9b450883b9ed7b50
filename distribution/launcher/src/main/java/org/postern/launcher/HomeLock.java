package org.postern.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes sure that one server at most runs on a home. The system lets go of the lock when the
 * process dies, however it dies: a process id that was left behind in {@code run/postern.pid} says
 * nothing, the lock does.
 */
public final class HomeLock implements AutoCloseable {
  /** Longer than another program's look at the lock takes. */
  private static final int TRIES = 20;

  private static final long PAUSE_MILLIS = 25;

  private final FileChannel channel;
  private final Path pidFile;

  private HomeLock(FileChannel channel, Path pidFile) {
    this.channel = channel;
    this.pidFile = pidFile;
  }

  /** Takes the lock and writes the id of this process; empty when another process has it. */
  public static Optional<HomeLock> take(Home home) throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile(home), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      for (int i = 0; i < TRIES; i++) {
        if (locked(channel)) {
          HomeLock lock = new HomeLock(channel, pidFile(home));
          lock.writePid();
          return Optional.of(lock);
        }
        pause();
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * Whether a server (or a program that must be alone, such as check) has the home. Not for the
   * process that has it: closing the file would let go of its own lock (POSIX fcntl).
   *
   * @throws IOException when this user can't tell, too
   */
  public static boolean isTaken(Home home) throws IOException {
    if (Files.notExists(lockFile(home))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lockFile(home), StandardOpenOption.WRITE)) {
      return !locked(channel);
    }
  }

  /** The id of the process that has the home; empty when none has or it has not said yet. */
  public static OptionalLong holder(Home home) throws IOException {
    if (!isTaken(home)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(pidFile(home)).strip()));
    } catch (java.nio.file.NoSuchFileException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void writePid() throws IOException {
    Path fresh = pidFile.resolveSibling("postern.pid.new");
    Files.writeString(fresh, ProcessHandle.current().pid() + "\n");
    Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while waiting for the home's lock");
    }
  }

  private static Path lockFile(Home home) {
    return home.run().resolve("postern.lock");
  }

  private static Path pidFile(Home home) {
    return home.run().resolve("postern.pid");
  }

  /** Removes the process id, then lets the home go. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(pidFile);
    channel.close();
  }
}
