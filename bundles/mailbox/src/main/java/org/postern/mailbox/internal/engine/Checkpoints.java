package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the write-ahead log of the index into its file, beside the committer: a commit never waits
 * for it. Only when new commits keep the log from ever being done does the committer do the rest,
 * between two groups.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /** Changes after which it is worth while: some 4,000 pages. */
  private static final long CHANGES = 2_000;

  /** Pages of log (64 MiB) at which the committer helps. */
  private static final long LONG_LOG = 16_000;

  private final Path index;
  private final AtomicLong changes = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("mail-checkpoint").daemon().unstarted(this::loop);
  private Committer committer;
  private volatile boolean closing;

  Checkpoints(Path index) {
    this.index = index;
  }

  void start(Committer helper) {
    committer = helper;
    thread.start();
  }

  /** Committer: so many changes more are in the log. */
  void committed(int count) {
    if (changes.addAndGet(count) >= CHANGES) {
      LockSupport.unpark(thread);
    }
  }

  private void loop() {
    try (Db db = Schema.openWriter(index)) {
      while (!closing) {
        if (changes.get() < CHANGES) {
          LockSupport.park(this);
          continue;
        }
        changes.set(0);
        checkpoint(db);
      }
    } catch (SQLException e) {
      LOG.error("{} could not be opened for checkpoints; its log grows until a restart", index, e);
    }
  }

  private void checkpoint(Db db) {
    try {
      if (pages(db) > LONG_LOG) {
        committer.between(Checkpoints::pages);
      }
    } catch (SQLException | IOException e) {
      // Nothing is lost: the log still has it all, and the next turn tries again.
      LOG.warn("The log of {} could not be brought into it now", index, e);
      reset(db);
    }
  }

  private static void reset(Db db) {
    try {
      db.reset();
    } catch (SQLException e) {
      LOG.warn("A statement could not be closed", e);
    }
  }

  /** The pages that the log had at this checkpoint. */
  private static long pages(Db db) throws SQLException {
    return db.first("pragma wal_checkpoint(passive)", r -> r.getLong(2)).orElse(0L);
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
