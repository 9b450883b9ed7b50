package org.postern.smtp.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of messages received: in the Received field, in the reply and in the log, so that one leads
 * to the others. Unique over restarts as long as the clock does not go back. Thread-safe.
 */
final class Ids {
  /** Milliseconds with room for 4096 in each; ahead of the clock when more come. */
  private final AtomicLong last = new AtomicLong(System.currentTimeMillis() << 12);

  String next() {
    long now = System.currentTimeMillis() << 12;
    return Long.toString(last.updateAndGet(before -> Math.max(before + 1, now)), 36);
  }
}
