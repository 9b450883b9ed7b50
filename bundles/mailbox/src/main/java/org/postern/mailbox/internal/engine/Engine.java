package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.StoreAdmin;

/**
 * A store of mail in one folder. Thread-safe; every call blocks, and a change is on disk when its
 * call returns. Changes of concurrent callers share a disk flush.
 */
public interface Engine extends AutoCloseable {

  /**
   * Opens or creates the store in {@code folder}; recovers it when it was not closed.
   *
   * @throws EngineException.InUse when another process has it open
   * @throws EngineException.Corrupt when the index is lost or damaged: {@link #rebuild}
   */
  static Engine open(Path folder) throws IOException {
    return open(folder, Options.DEFAULT);
  }

  /** As {@link #open(Path)}, with other measures. */
  static Engine open(Path folder, Options options) throws IOException {
    return Store.open(folder, options);
  }

  /**
   * Verifies a store that isn't open; changes nothing.
   *
   * @throws EngineException.InUse when a process has it open
   */
  static StoreAdmin.Report check(Path folder, StoreAdmin.Progress progress) throws IOException {
    return Store.checkOffline(folder, progress);
  }

  /**
   * Makes a new index from the segments of a store that isn't open; the old one is kept beside it.
   * Messages come back where they were appended or last moved by reclaiming, with the flags of that
   * time, in mailboxes with a new UIDVALIDITY; what was expunged since may come back too, and
   * copies, subscriptions, rights, annotations and limits are lost. A backup is better.
   *
   * @return sentences about what could not be read
   */
  static List<String> rebuild(Path folder) throws IOException {
    return Store.rebuild(folder);
  }

  /**
   * For a store that isn't open and was brought back from a backup: gives every mailbox a new
   * UIDVALIDITY, for the uids that it will give out were given to other messages after the backup
   * (RFC 9051 2.3.1.1). Message ids, and so UIDLs, stay: those go with the clock.
   *
   * @throws EngineException.InUse when a process has it open
   */
  static void renewUidValidities(Path folder) throws IOException {
    Store.renewUidValidities(folder);
  }

  /** Mailboxes with their access rights, annotations and subscriptions. */
  Mailboxes mailboxes();

  /** Messages: append, copy, move, flags, expunge, find, threads. */
  Messages messages();

  /** Mailboxes that are open while others change them. */
  Selections selections();

  /** Contents that are stored under an id of their own. */
  Attachments attachments();

  /** Usage and limits. */
  Quotas quotas();

  /** Messages by their text. */
  Search search();

  /**
   * Keeps every body that is there now readable, expunged or not, until the lease is closed. Cheap;
   * a lease is for one thread.
   */
  Lease lease();

  /** Verifies everything on the running store. */
  StoreAdmin.Report check(StoreAdmin.Progress progress) throws IOException;

  /** A consistent copy into a new or empty folder, which simply opens. On disk when it returns. */
  void backup(Path folder, StoreAdmin.Progress progress) throws IOException;

  /** Why no change can be stored now, and what to do; empty when all is well. */
  Optional<String> trouble();

  /** Rewrites segments of which less than half is live; runs by itself as well. */
  void reclaim() throws IOException;

  /** Figures for metrics and health. */
  StoreAdmin.Figures figures() throws IOException;

  /** Waits for the running commit and closes. Later calls throw. */
  @Override
  void close() throws IOException;

  /**
   * @param segmentBytes a segment that has grown past this is sealed
   * @param largeBytes a body longer than this gets a segment of its own, written by its caller
   * @param reserveBytes appends are refused when the disk has less than this left, so that
   *     expunging works on a full disk
   * @param readers connections for concurrent reads
   * @param reclaimSeconds how often the background looks for segments to reclaim; 0 = never
   */
  record Options(
      long segmentBytes, int largeBytes, long reserveBytes, int readers, int reclaimSeconds) {
    public static final Options DEFAULT =
        new Options(
            64L << 20,
            1 << 20,
            32L << 20,
            Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 16),
            60);
  }
}
