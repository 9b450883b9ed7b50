package org.postern.directory.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/**
 * The SQLite file: one writer and a few readers in this process, any number of processes.
 *
 * <p>Invariant: {@link #generation} grows after a commit and before {@link #write} returns, so what
 * was read under a generation is exact as long as the generation stands. Changes by other processes
 * are noticed within a second.
 */
final class Database implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_MILLIS = 10_000;
  private static final long LOOK_OUTSIDE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final SQLiteDataSource source;
  private final Session writer;
  private final ReentrantLock writing = new ReentrantLock();
  private final Semaphore reading = new Semaphore(READERS);
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
  private volatile long generation;
  private volatile long lookedOutside = System.nanoTime();
  private long outsideVersion;
  private volatile boolean closed;

  /** What is done in a transaction. */
  interface Work<T> {
    T run(Session session) throws SQLException, DirectoryException;
  }

  /** A change without an answer. */
  interface Change {
    void run(Session session) throws SQLException, DirectoryException;
  }

  Database(Path file) throws DirectoryException {
    this.file = file;
    this.source = source(file);
    try {
      makePrivate(file);
      this.writer = new Session(source.getConnection());
    } catch (IOException | SQLException e) {
      throw failure(e);
    }
    try {
      writer.script("pragma journal_mode = wal");
      Schema.migrate(writer, file);
      outsideVersion = writer.number("pragma data_version");
    } catch (SQLException | DirectoryException | RuntimeException e) {
      closeAfter(e);
      throw e instanceof DirectoryException refusal ? refusal : failure(e);
    }
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    // Spares a query after every insert: nobody asks for generated keys.
    config.setGetGeneratedKeys(false);
    config.setCacheSize(-16_384);
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "1073741824");
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, "16777216");
    SQLiteDataSource source = new SQLiteDataSource(config);
    // As a URI, so that no character of the path means anything to the driver.
    source.setUrl("jdbc:sqlite:file:" + file.toUri().getRawPath());
    return source;
  }

  /** The file holds password hashes; its WAL files inherit its mode. */
  private static void makePrivate(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.notExists(file)
        && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Another process was first: the file is there, which is what was wanted.
        return;
      }
    }
  }

  Path file() {
    return file;
  }

  /** Grows with every change that readers may not miss. */
  long generation() {
    if (System.nanoTime() - lookedOutside > LOOK_OUTSIDE_NANOS && writing.tryLock()) {
      try {
        lookOutside();
      } finally {
        writing.unlock();
      }
    }
    return generation;
  }

  private void lookOutside() {
    lookedOutside = System.nanoTime();
    if (closed) {
      return;
    }
    try {
      // Changes of this connection do not count here, those of every other one do.
      long version = writer.number("pragma data_version");
      if (version != outsideVersion) {
        outsideVersion = version;
        generation++;
      }
    } catch (SQLException e) {
      // Not known whether something changed: as if it had; the next read tells what is wrong.
      generation++;
    }
  }

  /** Reads one consistent state. */
  <T> T read(Work<T> work) throws DirectoryException {
    reading.acquireUninterruptibly();
    try {
      if (closed) {
        throw closedFailure();
      }
      Session session = idle.pollFirst();
      try {
        if (session == null) {
          session = new Session(source.getConnection());
          session.script("pragma query_only = true");
        }
        session.run("begin");
        T answer = transaction(session, work);
        idle.addFirst(session);
        session = null;
        return answer;
      } finally {
        if (session != null) {
          session.close();
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      reading.release();
    }
  }

  /** Changes all or nothing; on disk when it returns. */
  <T> T write(Work<T> work) throws DirectoryException {
    return write(work, true);
  }

  void change(Change change) throws DirectoryException {
    write(
        session -> {
          change.run(session);
          return null;
        },
        true);
  }

  /** A change that no cached answer depends on. */
  void changeQuietly(Change change) throws DirectoryException {
    write(
        session -> {
          change.run(session);
          return null;
        },
        false);
  }

  private <T> T write(Work<T> work, boolean seen) throws DirectoryException {
    writing.lock();
    try {
      if (closed) {
        throw closedFailure();
      }
      try {
        writer.run("begin immediate");
        return transaction(writer, work);
      } finally {
        if (seen) {
          generation++;
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      writing.unlock();
    }
  }

  private static <T> T transaction(Session session, Work<T> work)
      throws SQLException, DirectoryException {
    try {
      T answer = work.run(session);
      session.run("commit");
      return answer;
    } catch (SQLException | DirectoryException | RuntimeException | Error e) {
      try {
        session.run("rollback");
      } catch (SQLException rollback) {
        // SQLite has rolled back by itself after some errors (full disk): then this one says so.
        e.addSuppressed(rollback);
      }
      throw e;
    }
  }

  /** Runs something that can't be in a transaction, on a connection of its own. */
  void outsideTransaction(Change change) throws DirectoryException {
    if (closed) {
      throw closedFailure();
    }
    try (Session session = new Session(source.getConnection())) {
      change.run(session);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() throws DirectoryException {
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      reading.acquireUninterruptibly(READERS);
      try {
        for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
          session.close();
        }
      } finally {
        reading.release(READERS);
        writer.close();
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      writing.unlock();
    }
  }

  private void closeAfter(Exception e) {
    try {
      writer.close();
    } catch (SQLException closing) {
      e.addSuppressed(closing);
    }
  }

  private DirectoryException closedFailure() {
    return new DirectoryException(
        Kind.UNAVAILABLE, "directory-closed", "", "The directory is closed: Postern is stopping.");
  }

  /** What a person can do about it. */
  private DirectoryException failure(Exception e) {
    DirectoryException failure =
        switch (e) {
          case SQLiteException sqlite -> failure(sqlite);
          default ->
              new DirectoryException(
                  Kind.UNAVAILABLE,
                  "directory-unavailable",
                  "",
                  "Can't use " + file + ": " + e.getMessage());
        };
    failure.initCause(e);
    return failure;
  }

  private DirectoryException failure(SQLiteException e) {
    return switch (e.getResultCode().code & 0xff) {
      case 13 /* SQLITE_FULL */ ->
          unavailable("disk-full", "No room to write " + file + ": free some disk space.");
      case 5, 6 /* SQLITE_BUSY, SQLITE_LOCKED */ ->
          unavailable("directory-busy", "Another process holds " + file + ": try again.");
      case 11, 26 /* SQLITE_CORRUPT, SQLITE_NOTADB */ ->
          unavailable(
              "directory-damaged",
              file
                  + " is damaged or is no directory database. Stop Postern and restore the file from"
                  + " a backup.");
      case 3, 8, 14 /* SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN */ ->
          unavailable(
              "directory-unwritable",
              "Can't open or write "
                  + file
                  + ": check that the folder exists and belongs to the user Postern runs as.");
      default -> unavailable("directory-unavailable", "Can't use " + file + ": " + e.getMessage());
    };
  }

  private static DirectoryException unavailable(String code, String message) {
    return new DirectoryException(Kind.UNAVAILABLE, code, "", message);
  }
}
