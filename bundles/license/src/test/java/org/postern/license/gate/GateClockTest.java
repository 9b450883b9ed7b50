package org.postern.license.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A gate of a server that keeps a mark, or none, on a machine whose clock a test sets. */
class GateClockTest {
  private static final Instant BUILD = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration TEN_YEARS = Duration.ofDays(3650);

  private Optional<ClockMark> kept = Optional.of(new ClockMark(START, 0, Duration.ZERO));
  private Instant machine = START;
  private long nanos;
  private GateClock clock = boot();

  @Test
  void theMachinesClockIsBelievedWhileItIsNear() {
    assertNow(START);
    machine = START.plus(DAY.multipliedBy(6));
    assertNow(machine);
  }

  @Test
  void aClockSetBackGainsNothingAndARestartNeither() {
    pass(HOUR);
    clock.settle();
    machine = Instant.EPOCH;
    pass(HOUR);
    assertNow(START.plus(HOUR).plus(HOUR));
    kept = Optional.of(new ClockMark(START.plus(HOUR), 0, Duration.ZERO));
    assertNow(START.plus(HOUR).plus(HOUR));
    kept = Optional.empty();
    assertNow(START.plus(HOUR).plus(HOUR));
    kept = Optional.of(new ClockMark(START.plus(HOUR), 0, Duration.ZERO));
    clock = boot();
    assertNow(START.plus(HOUR));
  }

  @Test
  void aClockThatLeapsYearsAheadForAnHourEndsNothing() {
    assertNow(START);
    machine = START.plus(TEN_YEARS);
    pass(HOUR);
    assertNow(START.plus(HOUR));
    machine = START.plus(HOUR);
    assertNow(machine);
  }

  @Test
  void aServerThatIsStartedInSuchAnHourEndsNothingEither() {
    machine = START.plus(TEN_YEARS);
    clock = boot();
    assertNow(START);
    pass(HOUR);
    assertNow(START.plus(HOUR));
    machine = START.plus(HOUR).plusSeconds(1);
    assertNow(machine);
  }

  @Test
  void withoutAMarkItIsRightAsSoonAsTheMachineIs() {
    kept = Optional.empty();
    machine = START.plus(TEN_YEARS);
    clock = boot();
    assertNow(machine);
    machine = START;
    assertNow(START);
    // From a license in force on there is something to lose.
    clock.settle();
    machine = Instant.EPOCH;
    pass(HOUR);
    assertNow(START.plus(HOUR));
  }

  @Test
  void aMarkThatComesAfterTheStartIsTaken() {
    kept = Optional.empty();
    machine = START.plus(TEN_YEARS);
    clock = boot();
    assertNow(machine);
    clock.settle(); // Far in the future something is in force.
    kept = Optional.of(new ClockMark(START, 0, Duration.ZERO));
    assertNow(START);
  }

  @Test
  void aLeapThatLastsADayIsBelievedAndTheVendorCanTakeItBack() {
    machine = START.plus(TEN_YEARS);
    assertNow(START);
    pass(DAY);
    assertNow(machine);
    machine = START.plus(DAY);
    assertNow(START.plus(TEN_YEARS).plus(DAY));
    kept = Optional.of(new ClockMark(START.plus(DAY), 1, Duration.ZERO));
    assertNow(machine);
  }

  @Test
  void aDayOfALeapCountsOverRestarts() {
    machine = START.plus(TEN_YEARS);
    kept = Optional.of(new ClockMark(START, 0, DAY.minus(HOUR)));
    clock = boot();
    assertNow(START);
    pass(HOUR);
    assertNow(machine);
  }

  @Test
  void aMachineThatStartsIn1970IsNotOlderThanTheBuild() {
    kept = Optional.empty();
    machine = Instant.EPOCH;
    clock = boot();
    assertNow(BUILD);
    machine = START;
    assertNow(START);
  }

  private GateClock boot() {
    return new GateClock(() -> kept, BUILD, () -> machine, () -> nanos);
  }

  private void pass(Duration duration) {
    machine = machine.plus(duration);
    nanos += duration.toNanos();
  }

  private void assertNow(Instant expected) {
    assertEquals(expected, clock.now());
  }
}
