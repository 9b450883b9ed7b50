package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.postern.mailbox.StoreAdmin;

/**
 * A store of mail in one folder. Thread-safe; every call blocks, and a change is on disk when its
 * call returns. Changes of concurrent callers share a disk flush.
 */
public interface Engine extends AutoCloseable {

  /** Mailboxes with their access rights, annotations and subscriptions. */
  Mailboxes mailboxes();

  /** Messages: append, copy, move, flags, expunge, find, threads. */
  Messages messages();

  /** Contents that are stored under an id of their own. */
  Attachments attachments();

  /** Usage and limits. */
  Quotas quotas();

  /**
   * Keeps every body that is there now readable, expunged or not, until the lease is closed. Cheap;
   * a lease is for one thread.
   */
  Lease lease();

  /** Verifies everything on the running store. */
  StoreAdmin.Report check(StoreAdmin.Progress progress) throws IOException;

  /** A consistent copy into a new or empty folder, which simply opens. On disk when it returns. */
  void backup(Path folder, StoreAdmin.Progress progress) throws IOException;

  /** Rewrites segments of which less than half is live; runs by itself as well. */
  void reclaim() throws IOException;

  /** Figures for metrics and health. */
  StoreAdmin.Figures figures();

  /** Waits for the running commit and closes. Later calls throw. */
  @Override
  void close() throws IOException;

  /**
   * @param segmentBytes a segment that has grown past this is sealed
   * @param largeBytes a body longer than this gets a segment of its own, written by its caller
   * @param readers connections for concurrent reads
   * @param reclaimSeconds how often the background looks for segments to reclaim; 0 = never
   */
  record Options(long segmentBytes, int largeBytes, int readers, int reclaimSeconds) {
    public static final Options DEFAULT =
        new Options(
            64L << 20,
            1 << 20,
            Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 16),
            60);
  }
}
