package org.postern.license.internal.rest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.postern.admin.Problem;

/** Bounds how often a wrong key may be tried: five a minute for the server. Thread-safe. */
final class FailedInstalls {
  private static final int MOST = 5;
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private final Deque<Long> failures = new ArrayDeque<>();

  FailedInstalls(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * @throws Problem 429 when there were too many
   */
  synchronized void check() {
    long now = nanos.getAsLong();
    while (!failures.isEmpty() && now - failures.getFirst() >= WINDOW) {
      failures.removeFirst();
    }
    if (failures.size() >= MOST) {
      long wait = Duration.ofNanos(WINDOW - (now - failures.getFirst())).toSeconds() + 1;
      throw Problem.of(
              429,
              "too-many-requests",
              "Five keys were refused within a minute: try again in " + wait + " seconds.")
          .header("Retry-After", Long.toString(wait));
    }
  }

  synchronized void add() {
    failures.addLast(nanos.getAsLong());
  }
}
