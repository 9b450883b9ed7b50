package org.postern.license.gate;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become so. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Await() {}

  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Not so after " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
