package org.postern.license.gate;

import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time that a gate goes by. It begins with the mark that the server keeps, so that a machine
 * that was started with its clock years ahead closes nothing, and one that was started with its
 * clock set back opens nothing; from there on the gate goes by its own observation.
 *
 * <p>Thread-safe.
 */
final class GateClock {
  private static final long NONE = -1;

  private final Supplier<Optional<ClockMark>> kept;
  private final Instant earliest;
  private final Supplier<Instant> machine;
  private final LongSupplier nanos;
  private BelievedClock clock;
  // Of the mark that the clock began with.
  private long serial = NONE;

  /**
   * @param kept the server's mark as it is now; empty when there is none
   * @param earliest when this build was made
   * @param nanos a clock that nobody can set
   */
  GateClock(
      Supplier<Optional<ClockMark>> kept,
      Instant earliest,
      Supplier<Instant> machine,
      LongSupplier nanos) {
    this.kept = kept;
    this.earliest = earliest;
    this.machine = machine;
    this.nanos = nanos;
  }

  synchronized Instant now() {
    return clock().now().reading();
  }

  /** A license is in force now: from here on the clock never goes back. */
  synchronized void settle() {
    clock().settle();
  }

  /** A mark is taken once, and again when the vendor has given leave to set it back. */
  private BelievedClock clock() {
    Optional<ClockMark> mark = kept.get();
    if (clock == null || mark.filter(it -> it.resetSerial() > serial).isPresent()) {
      clock = new BelievedClock(mark, earliest, machine, nanos);
      serial = mark.map(ClockMark::resetSerial).orElse(NONE);
    }
    return clock;
  }
}
