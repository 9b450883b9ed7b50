package org.postern.mailbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The store itself, for the administrator: verification, backup, use and purging. Thread-safe. */
@ProviderType
public interface StoreAdmin {

  /**
   * Reads everything and compares: checksums of all bodies, index against segments, counters
   * against rows.
   */
  Report check(Progress progress) throws IOException;

  /**
   * A consistent copy of the running store into a new or empty folder; mail that arrives meanwhile
   * may or may not be in it. On disk when it returns.
   */
  void backup(Path folder, Progress progress) throws IOException;

  /** What an account uses now. */
  Usage usage(String user);

  /** Removes all mail and mailboxes of an account for good. */
  void purge(String user) throws IOException;

  /**
   * Why mail can't be stored now, and what to do; empty when all is well. The store tries again by
   * itself.
   */
  Optional<String> trouble();

  /** Figures for metrics and health. */
  Figures figures();

  /**
   * Is told how far a long task is; {@code total} may grow. Throws nothing; a cancelled task is
   * interrupted.
   */
  @FunctionalInterface
  interface Progress {
    void at(long done, long total);
  }

  /**
   * What was read and found; {@code findings} holds one sentence each: what, where, and what to do;
   * empty when all is well
   */
  record Report(long messages, long bytes, List<String> findings) {}

  record Usage(long bytes, long messages) {}

  /** {@code deadBytes} wait in segments to be reclaimed; {@code freeBytes} are left on the disk. */
  record Figures(
      long mailboxes, long messages, long bytes, long segments, long deadBytes, long freeBytes) {}
}
