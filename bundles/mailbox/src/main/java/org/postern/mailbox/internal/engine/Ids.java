package org.postern.mailbox.internal.engine;

import java.io.IOException;

/**
 * Permanent message ids. They are taken from the index in blocks, so that one that was given out is
 * never given out again, whatever happens; what is left of a block at the end is skipped. A block
 * begins no earlier than the clock says, so that neither a backup that is restored nor a store that
 * is made anew gives out what POP3 clients have seen already (RFC 1939 7, UIDL). Thread-safe.
 */
final class Ids {
  private static final long BLOCK = 1 << 16;

  /** Ids a millisecond: far more than can be stored, and the sum fits 63 bits for 285,000 years. */
  private static final long PER_MILLI = 1 << 10;

  private final Committer committer;
  private long next;
  private long end;

  Ids(Committer committer) {
    this.committer = committer;
  }

  synchronized long next() throws IOException {
    if (next == end) {
      long clock = System.currentTimeMillis() * PER_MILLI;
      next = committer.append(0, tx -> tx.counter("nextid", clock, BLOCK));
      end = next + BLOCK;
    }
    return next++;
  }
}
