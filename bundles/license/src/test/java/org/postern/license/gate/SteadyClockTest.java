package org.postern.license.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void theMachinesClockIsBelievedWhileItIsNear() {
    assertEquals(after(Duration.ofDays(6)), believed(after(Duration.ofDays(6))));
    assertEquals(after(HOUR.plusMillis(5)), believed(after(HOUR.plusMillis(5))));
  }

  @Test
  void aClockSetBackGainsNothing() {
    assertEquals(after(HOUR), believed(START.minusSeconds(1)));
    assertEquals(after(HOUR), believed(Instant.EPOCH));
  }

  @Test
  void aClockThatLeapsYearsAheadEndsNothing() {
    assertEquals(after(HOUR), believed(after(Duration.ofDays(3650))));
    assertEquals(after(HOUR), believed(after(Duration.ofDays(8))));
  }

  private static Instant believed(Instant machine) {
    return SteadyClock.believed(START, HOUR, machine);
  }

  private static Instant after(Duration duration) {
    return START.plus(duration);
  }
}
