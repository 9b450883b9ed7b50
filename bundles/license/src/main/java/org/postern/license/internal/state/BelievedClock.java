package org.postern.license.internal.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time that the license is judged by. It never goes back, not over a restart either (the mark
 * is kept), and a leap ahead of more than a week counts only when it has lasted for a day of
 * running. So a clock set back regains nothing, and one that goes wild for an hour ends nothing.
 *
 * <p>Thread-safe.
 */
public final class BelievedClock {
  private static final Duration LEAP = Duration.ofDays(7);
  private static final Duration PROBATION = Duration.ofHours(24);
  // Clocks are corrected by a little now and then: not worth a word.
  private static final Duration TOLERANCE = Duration.ofHours(1);

  private final Supplier<Instant> machine;
  private final LongSupplier nanos;
  private Instant believed;
  private long seen;
  // When the leap that is going on was first seen; meaningless when there is none.
  private long leapSince;
  private boolean leaping;

  /**
   * @param reading what to go by
   * @param suspect whether the machine says something quite different
   */
  public record Time(Instant reading, boolean suspect) {}

  /**
   * @param mark the latest time that was believed before; the machine's own is believed when there
   *     is none
   * @param nanos a clock that nobody can set
   */
  public BelievedClock(Optional<Instant> mark, Supplier<Instant> machine, LongSupplier nanos) {
    this.machine = machine;
    this.nanos = nanos;
    this.believed = mark.orElseGet(machine);
    this.seen = nanos.getAsLong();
  }

  public synchronized Time now() {
    long nowNanos = nanos.getAsLong();
    believed = believed.plusNanos(nowNanos - seen);
    seen = nowNanos;
    Instant says = machine.get();
    if (says.isAfter(believed.plus(LEAP))) {
      if (!leaping) {
        leaping = true;
        leapSince = nowNanos;
      }
      if (nowNanos - leapSince < PROBATION.toNanos()) {
        return new Time(believed, true);
      }
    }
    leaping = false;
    boolean behind = says.isBefore(believed.minus(TOLERANCE));
    if (says.isAfter(believed)) {
      believed = says;
    }
    return new Time(believed, behind);
  }

  /**
   * The vendor has signed something at this time, and the machine's clock has passed it: then it is
   * that late, however long the server was off. So a renewal can be installed at once after weeks.
   */
  synchronized void witnessed(Instant signed) {
    if (signed.isAfter(now().reading()) && !machine.get().isBefore(signed)) {
      believed = signed;
    }
  }

  /** Sets the time, back as well: the vendor has given leave. */
  public synchronized void reset(Instant mark) {
    believed = mark;
    seen = nanos.getAsLong();
    leaping = false;
  }
}
