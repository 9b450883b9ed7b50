package org.postern.mailbox.internal.engine;

import java.io.IOException;

/**
 * Permanent message ids. They are taken from the index in blocks, so that one that was given out is
 * never given out again, whatever happens; what is left of a block at the end is skipped.
 * Thread-safe.
 */
final class Ids {
  private static final long BLOCK = 1 << 20;

  private final Committer committer;
  private long next;
  private long end;

  Ids(Committer committer) {
    this.committer = committer;
  }

  synchronized long next() throws IOException {
    if (next == end) {
      next = committer.append(0, tx -> tx.counter("nextid", 1, BLOCK));
      end = next + BLOCK;
    }
    return next++;
  }
}
