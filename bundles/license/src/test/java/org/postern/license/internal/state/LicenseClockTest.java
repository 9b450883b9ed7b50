package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.ClockReset;
import org.postern.license.token.Flag;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.State;
import org.postern.license.vendor.Licenses;

/** Clocks that are set back, leap ahead, or were wrong from the start. */
class LicenseClockTest {
  private static final Duration TEN_YEARS = World.DAY.multipliedBy(3650);

  @TempDir Path folder;

  private World world;

  @BeforeEach
  void boot() throws Exception {
    world = new World(folder);
  }

  @Test
  void aClockSetBackAfterTheEndRegainsNothing() throws Exception {
    world.install(World.LICENSE);
    world.pass(World.DAY.multipliedBy(400));
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    world.machine = World.NOW.plusSeconds(10);
    world.keeper.refresh();
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    assertEquals(Set.of(Flag.CLOCK_SUSPECT), world.keeper.verdict().flags());
    world.boot();
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    assertTrue(world.supply.isEmpty());
  }

  @Test
  void aClockThatLeapsTenYearsAheadForAnHourEndsNothing() throws Exception {
    world.install(World.LICENSE);
    world.machine = world.machine.plus(TEN_YEARS);
    for (int minute = 0; minute < 60; minute++) {
      world.pass(Duration.ofMinutes(1));
      assertEquals(State.ACTIVE, world.keeper.verdict().state());
      assertEquals(Set.of(Flag.CLOCK_SUSPECT), world.keeper.verdict().flags());
    }
    world.boot(); // Not even when it is started with that clock.
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    world.machine = world.machine.minus(TEN_YEARS);
    world.pass(Duration.ofMinutes(1));
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertEquals(Set.of(), world.keeper.verdict().flags());
    assertEquals(List.of("BASE>ACTIVE"), world.changes);
  }

  @Test
  void aServerThatIsStartedInSuchAnHourEndsNothingEither() throws Exception {
    world.install(World.LICENSE);
    world.machine = world.machine.plus(TEN_YEARS);
    for (int start = 0; start < 3; start++) {
      world.boot();
      world.pass(Duration.ofMinutes(20));
      assertEquals(State.ACTIVE, world.keeper.verdict().state());
      assertTrue(world.supply.isPresent());
    }
    world.machine = world.machine.minus(TEN_YEARS);
    world.pass(Duration.ofMinutes(1));
    assertEquals(Set.of(), world.keeper.verdict().flags());
    assertEquals(List.of("BASE>ACTIVE"), world.changes);
  }

  @Test
  void aServerThatWasOffForLongAndIsRestartedOftenBelievesItsClockAfterADay() throws Exception {
    world.install(World.LICENSE);
    world.keeper.close();
    world.machine = world.machine.plus(World.DAY.multipliedBy(400));
    for (int start = 0; start < 5; start++) {
      world.boot();
      assertEquals(State.ACTIVE, world.keeper.verdict().state());
      world.pass(Duration.ofHours(5));
      if (start % 2 == 0) {
        world.keeper.close(); // The others are killed; the mark is minutes old.
      }
    }
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    assertEquals(Set.of(), world.keeper.verdict().flags());
  }

  @Test
  void aClockThatWasWrongBeforeThereWasALicenseIsForgottenWhenItIsSetRight() throws Exception {
    world.machine = world.machine.plus(TEN_YEARS);
    world.boot();
    world.pass(World.DAY.multipliedBy(2));
    world.keeper.close();
    world.boot();
    assertEquals(
        Reason.EXPIRED, assertThrows(Refusal.class, () -> world.install(World.LICENSE)).reason());
    world.machine = world.machine.minus(TEN_YEARS);
    world.install(World.LICENSE);
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertEquals(Set.of(), world.keeper.verdict().flags());
  }

  @Test
  void aMarkThatIsLostInSuchAnHourEndsNothingForLonger() throws Exception {
    world.install(World.LICENSE);
    world.spoil(LicenseFiles.Name.CLOCK, "garbage");
    world.machine = world.machine.plus(TEN_YEARS);
    world.boot();
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    world.machine = world.machine.minus(TEN_YEARS);
    world.pass(Duration.ofMinutes(1));
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertTrue(world.supply.isPresent());
  }

  @Test
  void removingALicenseDoesNotMakeTheClockForget() throws Exception {
    world.install(World.LICENSE);
    world.pass(World.DAY.multipliedBy(400));
    world.keeper.remove();
    world.machine = World.NOW;
    world.boot();
    assertEquals(
        Reason.EXPIRED, assertThrows(Refusal.class, () -> world.install(World.LICENSE)).reason());
  }

  @Test
  void aLeapThatLastsADayIsBelievedAndTheVendorCanTakeItBack() throws Exception {
    world.install(World.LICENSE);
    world.machine = world.machine.plus(TEN_YEARS);
    world.pass(Duration.ofMinutes(1));
    world.pass(World.DAY);
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    world.machine = world.machine.minus(TEN_YEARS);
    world.boot();
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    String foreign =
        world.vendor.reset(new ClockReset("elsewhere", world.machine, 1, world.machine), "k-2026");
    assertEquals(
        Reason.BINDING_MISMATCH,
        assertThrows(Refusal.class, () -> world.keeper.resetClock(foreign)).reason());
    String reset =
        world.vendor.reset(
            new ClockReset(World.INSTALL, world.machine, 1, world.machine), "k-2026");
    world.keeper.resetClock(reset);
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> world.keeper.resetClock(reset)).reason());
    world.boot();
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> world.keeper.resetClock(reset)).reason());
  }

  @Test
  void aPerpetualLicenseHasNoClock() throws Exception {
    world.install(Licenses.expires(World.LICENSE, Optional.empty()));
    world.pass(World.DAY.multipliedBy(36_500));
    world.pass(World.DAY.multipliedBy(2));
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertTrue(world.keeper.verdict().next().isEmpty());
  }

  @Test
  void aRenewalIsTakenAtOnceByAServerThatWasOffForWeeks() throws Exception {
    world.install(World.LICENSE);
    world.keeper.close();
    world.machine = world.machine.plus(World.DAY.multipliedBy(400));
    world.boot();
    assertEquals(Set.of(Flag.CLOCK_SUSPECT), world.keeper.verdict().flags());
    world.install(Licenses.year(Licenses.OTHER_LID, world.machine.minusSeconds(60)));
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertEquals(Set.of(), world.keeper.verdict().flags());
    // What the machine does not say itself the vendor's date alone does not make true.
    String future = world.issue(Licenses.year(Licenses.LID, world.machine.plus(World.DAY)));
    assertThrows(Refusal.class, () -> world.keeper.install(future, true, false));
  }
}
