package org.postern.license.gate;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that a gate goes by: the machine's, but never behind what has passed since the start,
 * and not ahead of it by more than {@link #JUMP}. Setting the clock back opens nothing; a clock
 * that leaps years ahead closes nothing.
 *
 * <p>Immutable.
 */
final class SteadyClock {
  private static final Duration JUMP = Duration.ofDays(7);

  private final Instant start;
  private final long startNanos;

  SteadyClock() {
    start = Instant.now();
    startNanos = System.nanoTime();
  }

  Instant now() {
    return believed(start, Duration.ofNanos(System.nanoTime() - startNanos), Instant.now());
  }

  /**
   * @param passed since the start, by a clock that nobody can set
   * @param machine what the machine's clock says
   */
  static Instant believed(Instant start, Duration passed, Instant machine) {
    Instant steady = start.plus(passed);
    return machine.isBefore(steady) || machine.isAfter(steady.plus(JUMP)) ? steady : machine;
  }
}
