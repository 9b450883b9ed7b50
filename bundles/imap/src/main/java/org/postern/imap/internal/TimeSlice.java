package org.postern.imap.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Sessions share as many threads as there are processors: what computes for long lets others have
 * its one each millisecond. For one thread.
 */
final class TimeSlice {
  private static final long NANOS = 1_000_000;

  private final LongSupplier nanos;
  private long begun;

  TimeSlice(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void begin(long now) {
    begun = now;
  }

  /**
   * Lets others run when the time is over.
   *
   * @param now by the same clock
   */
  void pass(long now) {
    if (now - begun >= NANOS) {
      // Not Thread.yield(): the scheduler of JDK 25 then goes on with the same virtual thread again
      // and again, and one whose client has sent something waits for seconds.
      LockSupport.parkNanos(1);
      begin(nanos.getAsLong());
    }
  }

  void pass() {
    pass(nanos.getAsLong());
  }
}
