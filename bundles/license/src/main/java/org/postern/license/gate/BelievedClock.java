package org.postern.license.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time that a license is judged by. It never goes back, not over a restart either (the mark is
 * kept), and a leap ahead of more than a week counts only when it has lasted for a day of running,
 * in one piece or over restarts. So a clock set back regains nothing, and one that goes wild for an
 * hour ends nothing.
 *
 * <p>Where no license has been in force yet there is nothing to regain and nothing to go by: the
 * machine's clock is followed then, back as well, so that one that was years ahead at the start has
 * done no harm once it is set right.
 *
 * <p>Thread-safe.
 */
public final class BelievedClock {
  private static final Duration LEAP = Duration.ofDays(7);
  private static final Duration PROBATION = Duration.ofHours(24);
  // Clocks are corrected by a little now and then: not worth a word.
  private static final Duration TOLERANCE = Duration.ofHours(1);

  private final Instant earliest;
  private final Supplier<Instant> machine;
  private final LongSupplier nanos;
  private Instant believed;
  private boolean settled;
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
   * @param mark what was believed before; empty when no license was in force yet
   * @param earliest without a mark it can't be earlier, whatever the machine says: when this build
   *     was made
   * @param nanos a clock that nobody can set
   */
  public BelievedClock(
      Optional<ClockMark> mark, Instant earliest, Supplier<Instant> machine, LongSupplier nanos) {
    this.earliest = earliest;
    this.machine = machine;
    this.nanos = nanos;
    this.believed = mark.map(ClockMark::mark).orElse(earliest);
    this.settled = mark.isPresent();
    this.seen = nanos.getAsLong();
    Duration leaped = mark.map(ClockMark::leaping).orElse(Duration.ZERO);
    this.leaping = leaped.isPositive();
    this.leapSince = seen - leaped.toNanos();
  }

  /** For how long the machine has said what is not believed yet; nothing when it doesn't. */
  public synchronized Duration leaping() {
    return leaping ? Duration.ofNanos(nanos.getAsLong() - leapSince) : Duration.ZERO;
  }

  public synchronized Time now() {
    long nowNanos = nanos.getAsLong();
    long passed = nowNanos - seen;
    seen = nowNanos;
    Instant says = machine.get();
    if (!settled) {
      // A machine that starts in 1970 must not make a license begin in the future.
      believed = says.isBefore(earliest) ? earliest : says;
      return new Time(believed, says.isBefore(earliest.minus(TOLERANCE)));
    }
    believed = believed.plusNanos(passed);
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

  /** A license is in force by this clock: from here on it never goes back. */
  public synchronized void settle() {
    now();
    settled = true;
  }

  /** Whether there is something to regain by setting the machine back. */
  public synchronized boolean settled() {
    return settled;
  }

  /**
   * The vendor has signed something at this time, and the machine's clock has passed it: then it is
   * that late, however long the server was off. So a renewal can be installed at once after weeks.
   */
  public synchronized void witnessed(Instant signed) {
    if (signed.isAfter(now().reading()) && !machine.get().isBefore(signed)) {
      believed = signed;
    }
  }

  /** Sets the time, back as well: the vendor has given leave. */
  public synchronized void reset(Instant mark) {
    believed = mark;
    seen = nanos.getAsLong();
    settled = true;
    leaping = false;
  }
}
