package org.postern.itests;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, never for a time. */
final class Await {
  private Await() {}

  static void until(String what, Duration most, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(most);
    while (!condition.call()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited " + most.toSeconds() + " s for " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
