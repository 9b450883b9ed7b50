package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** Connections for concurrent reads: as many as are needed at once, up to a limit. Thread-safe. */
final class Readers implements AutoCloseable {
  private final Path folder;
  private final Path file;
  private final int limit;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Db> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  @FunctionalInterface
  interface Read<T> {
    T in(Db db) throws SQLException, IOException;
  }

  Readers(Path folder, Path file, int limit) {
    this.folder = folder;
    this.file = file;
    this.limit = limit;
    this.permits = new Semaphore(limit);
  }

  <T> T read(Read<T> read) throws IOException {
    // Waits out an interrupt: a reader gives its connection back within one query.
    permits.acquireUninterruptibly();
    try {
      if (closed) {
        throw new EngineException.Unavailable("The store in " + folder + " is closed.", null);
      }
      Db db = idle.pollFirst();
      try {
        if (db == null) {
          db = open();
        }
        T result = read.in(db);
        idle.addFirst(db);
        return result;
      } catch (EngineException e) {
        idle.addFirst(db);
        throw e;
      } catch (SQLException | IOException | RuntimeException e) {
        if (db != null) {
          try {
            db.close();
          } catch (SQLException suppressed) {
            e.addSuppressed(suppressed);
          }
        }
        if (e instanceof RuntimeException unchecked) {
          throw unchecked;
        }
        throw Failures.of(folder, e);
      }
    } finally {
      permits.release();
    }
  }

  /** A new connection of the kind the pool hands out; the caller closes it. */
  Db open() throws SQLException {
    return Db.open(
        file, "query_only=1", "synchronous=FULL", "cache_size=-4096", "mmap_size=4000000000");
  }

  @Override
  public void close() throws SQLException {
    permits.acquireUninterruptibly(limit);
    closed = true;
    try {
      for (Db db = idle.poll(); db != null; db = idle.poll()) {
        db.close();
      }
    } finally {
      permits.release(limit);
    }
  }
}
