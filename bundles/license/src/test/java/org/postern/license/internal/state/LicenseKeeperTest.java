package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.ClockReset;
import org.postern.license.token.Flag;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.State;
import org.postern.license.token.Verdict;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

class LicenseKeeperTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final License LICENSE = Licenses.year(Licenses.LID, NOW);
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;

  private Vendor vendor;
  private World world;
  private LicenseKeeper keeper;

  @BeforeEach
  void boot() throws Exception {
    vendor = new Vendor("example", false).key("k-2026").key("k-2025");
    world =
        new World(
            folder.resolve("license"), vendor.trust(), Instant.parse("2026-12-01T00:00:00Z"), NOW);
    keeper = world.boot();
  }

  @Test
  void withoutALicenseItIsBase() {
    assertEquals(State.BASE, keeper.verdict().state());
    assertTrue(world.supply.isEmpty());
    assertEquals(List.of(), keeper.problems());
  }

  @Test
  void aLicenseGoesThroughItsStatesByTime() throws Exception {
    install(LICENSE);
    assertEquals(State.ACTIVE, keeper.verdict().state());
    pass(DAY.multipliedBy(335));
    assertEquals(State.EXPIRING, keeper.verdict().state());
    pass(DAY.multipliedBy(30));
    assertEquals(State.GRACE, keeper.verdict().state());
    assertTrue(world.supply.isPresent());
    pass(DAY.multipliedBy(14));
    assertEquals(State.LAPSED, keeper.verdict().state());
    assertEquals(Reason.EXPIRED, keeper.verdict().reason());
    assertTrue(world.supply.isEmpty());
    install(Licenses.year(Licenses.OTHER_LID, world.machine));
    assertEquals(
        List.of(
            "BASE>ACTIVE", "ACTIVE>EXPIRING", "EXPIRING>GRACE", "GRACE>LAPSED", "LAPSED>ACTIVE"),
        world.changes);
  }

  @Test
  void refreshSaysWhenToLookAgain() throws Exception {
    install(LICENSE);
    assertEquals(Duration.ofHours(1), keeper.refresh());
    world.pass(Duration.ofDays(335).minusMinutes(10));
    assertEquals(Duration.ofMinutes(10), keeper.refresh());
  }

  @Test
  void aRefusedKeyLeavesTheOneInForce() throws Exception {
    install(LICENSE);
    byte[] kept = Files.readAllBytes(world.folder.resolve("license.txt"));
    for (License bad :
        List.of(
            Licenses.year(Licenses.OTHER_LID, NOW.plusSeconds(86_400)),
            Licenses.year(Licenses.OTHER_LID, NOW.minus(DAY.multipliedBy(400))),
            Licenses.product(LICENSE, "other"),
            Licenses.maintenance(LICENSE, Instant.parse("2026-11-30T00:00:00Z")),
            Licenses.bound(LICENSE, Set.of("elsewhere.test"), Set.of()))) {
      String text = vendor.issue(bad, "k-2026");
      assertThrows(Refusal.class, () -> keeper.install(text, true, false));
      assertEquals(State.ACTIVE, keeper.verdict().state());
      assertEquals(LICENSE, keeper.verdict().license().orElseThrow());
    }
    assertArrayEquals(kept, Files.readAllBytes(world.folder.resolve("license.txt")));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(world.folder.resolve("license.txt"))));
  }

  @Test
  void anOlderOrSmallerKeyNeedsAnAcknowledgement() throws Exception {
    install(LICENSE);
    world.seats = 8;
    assertHeld("older-than-current", Licenses.year(Licenses.OTHER_LID, NOW.minusSeconds(60)));
    License newer = Licenses.year(Licenses.OTHER_LID, NOW);
    assertHeld("acknowledgement-required", Licenses.features(newer, Set.of()));
    assertHeld("acknowledgement-required", Licenses.seats(newer, OptionalInt.of(5)));
    assertEquals(
        State.ACTIVE,
        keeper
            .install(vendor.issue(Licenses.seats(newer, OptionalInt.of(5)), "k-2026"), true, false)
            .state());
    assertEquals(Set.of(Flag.OVER_SEATS), keeper.verdict().flags());
    assertTrue(keeper.verdict().grants("imap"));
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    assertEquals(
        State.ACTIVE, keeper.install(vendor.issue(LICENSE, "k-2026"), false, true).state());
    assertEquals(State.BASE, keeper.verdict().state());
    assertFalse(Files.exists(world.folder.resolve("license.txt")));
  }

  @Test
  void damageOfAnyKindLeavesABaseServerThatSaysWhy() throws Exception {
    install(LICENSE);
    String text = vendor.issue(LICENSE, "k-2026");
    // Without the line break at its end it is whole.
    for (int length = 0; length < text.length() - 1; length++) {
      world.spoil(LicenseFiles.Name.LICENSE, text.substring(0, length));
      assertLapsed(Reason.MALFORMED);
    }
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[random.nextInt(5000)];
      random.nextBytes(garbage);
      world.spoil(LicenseFiles.Name.LICENSE, new String(garbage, StandardCharsets.ISO_8859_1));
      assertLapsed(Reason.MALFORMED);
    }
    Files.delete(world.folder.resolve("license.txt"));
    assertEquals(State.BASE, world.boot().verdict().state());
    Files.createDirectory(world.folder.resolve("license.txt"));
    LicenseKeeper unreadable = world.boot();
    assertEquals(State.LAPSED, unreadable.verdict().state());
    assertEquals(1, unreadable.problems().size());
  }

  @Test
  void damageOfTheOtherFilesIsNamedAndLosesNoLicense() throws Exception {
    install(LICENSE);
    keeper.takeTrust(vendor.bundle(2));
    keeper.takeRevocations(vendor.revocations(1, Licenses.OTHER_LID));
    keeper.close();
    for (LicenseFiles.Name name :
        List.of(LicenseFiles.Name.CLOCK, LicenseFiles.Name.TRUST, LicenseFiles.Name.REVOCATIONS)) {
      String whole = world.files().read(name).orElseThrow();
      for (int length = 0; length < whole.length() - 1; length += 1 + length / 40) {
        world.spoil(name, whole.substring(0, length));
        LicenseKeeper spoilt = world.boot();
        assertEquals(State.ACTIVE, spoilt.verdict().state());
        assertEquals(1, spoilt.problems().size(), name + " cut at " + length);
      }
      world.spoil(name, whole);
    }
    assertEquals(List.of(), world.boot().problems());
  }

  @Test
  void aRestartKeepsEverything() throws Exception {
    install(LICENSE);
    keeper.takeTrust(vendor.bundle(5));
    keeper.takeRevocations(vendor.revocations(3, Licenses.OTHER_LID));
    LicenseKeeper again = world.boot();
    assertEquals(keeper.verdict().state(), again.verdict().state());
    assertEquals(5, again.trust().trust().bundle().serial());
    assertEquals(3, again.trust().trust().revocations().serial());
    assertEquals(LICENSE, again.verdict().license().orElseThrow());
    again.remove();
    assertEquals(State.BASE, world.boot().verdict().state());
  }

  @Test
  void aKillAtAnyStepOfAChangeLeavesTheOldLicenseOrTheNew() throws Exception {
    install(LICENSE);
    String next = vendor.issue(Licenses.year(Licenses.OTHER_LID, NOW), "k-2026");
    Path fresh = world.folder.resolve("license.txt.new");
    // While the fresh file is written, and before it takes the old one's place.
    for (int written = 0; written <= next.length(); written += 7) {
      Files.writeString(fresh, next.substring(0, written));
      assertEquals(Licenses.LID, world.boot().verdict().license().orElseThrow().lid());
    }
    // After that.
    Files.writeString(fresh, next);
    Files.move(fresh, world.folder.resolve("license.txt"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals(Licenses.OTHER_LID, world.boot().verdict().license().orElseThrow().lid());
    // What a kill has left does not stop the next change.
    Files.writeString(fresh, "left");
    world.boot().install(vendor.issue(LICENSE, "k-2026"), true, false);
    assertEquals(Licenses.LID, world.boot().verdict().license().orElseThrow().lid());
  }

  @Test
  void whenTheDiskTakesNothingTheOldLicenseStays() throws Exception {
    install(LICENSE);
    // A folder where the fresh file goes: the write fails before anything is replaced.
    Path fresh = Files.createDirectories(world.folder.resolve("license.txt.new/in the way"));
    String other = vendor.issue(Licenses.year(Licenses.OTHER_LID, NOW), "k-2026");
    assertThrows(IOException.class, () -> keeper.install(other, true, false));
    assertEquals(LICENSE, keeper.verdict().license().orElseThrow());
    assertEquals(LICENSE, world.boot().verdict().license().orElseThrow());
    Files.delete(fresh);
    keeper.install(other, true, false);
    assertEquals(Licenses.OTHER_LID, keeper.verdict().license().orElseThrow().lid());
  }

  @Test
  void aClockSetBackAfterTheEndRegainsNothing() throws Exception {
    install(LICENSE);
    pass(DAY.multipliedBy(400));
    assertEquals(State.LAPSED, keeper.verdict().state());
    world.machine = NOW.plusSeconds(10);
    keeper.refresh();
    assertEquals(State.LAPSED, keeper.verdict().state());
    assertEquals(Set.of(Flag.CLOCK_SUSPECT), keeper.verdict().flags());
    keeper = world.boot();
    assertEquals(State.LAPSED, keeper.verdict().state());
    assertTrue(world.supply.isEmpty());
  }

  @Test
  void aClockThatLeapsTenYearsAheadForAnHourEndsNothing() throws Exception {
    install(LICENSE);
    Duration tenYears = DAY.multipliedBy(3650);
    world.machine = world.machine.plus(tenYears);
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      assertEquals(State.ACTIVE, keeper.verdict().state());
      assertEquals(Set.of(Flag.CLOCK_SUSPECT), keeper.verdict().flags());
    }
    keeper = world.boot(); // Not even when it is started with that clock.
    assertEquals(State.ACTIVE, keeper.verdict().state());
    world.machine = world.machine.minus(tenYears);
    pass(Duration.ofMinutes(1));
    assertEquals(State.ACTIVE, keeper.verdict().state());
    assertEquals(Set.of(), keeper.verdict().flags());
    assertEquals(List.of("BASE>ACTIVE"), world.changes);
  }

  @Test
  void aLeapThatLastsADayIsBelievedAndTheVendorCanTakeItBack() throws Exception {
    install(LICENSE);
    Duration tenYears = DAY.multipliedBy(3650);
    world.machine = world.machine.plus(tenYears);
    pass(Duration.ofMinutes(1));
    pass(DAY);
    assertEquals(State.LAPSED, keeper.verdict().state());
    world.machine = world.machine.minus(tenYears);
    keeper = world.boot();
    assertEquals(State.LAPSED, keeper.verdict().state());
    String foreign =
        vendor.reset(new ClockReset("elsewhere", world.machine, 1, world.machine), "k-2026");
    assertEquals(
        Reason.BINDING_MISMATCH,
        assertThrows(Refusal.class, () -> keeper.resetClock(foreign)).reason());
    String reset =
        vendor.reset(new ClockReset(World.INSTALL, world.machine, 1, world.machine), "k-2026");
    keeper.resetClock(reset);
    assertEquals(State.ACTIVE, keeper.verdict().state());
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> keeper.resetClock(reset)).reason());
    keeper = world.boot();
    assertEquals(State.ACTIVE, keeper.verdict().state());
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> keeper.resetClock(reset)).reason());
  }

  @Test
  void aPerpetualLicenseHasNoClock() throws Exception {
    install(Licenses.expires(LICENSE, Optional.empty()));
    pass(DAY.multipliedBy(36_500));
    pass(DAY.multipliedBy(2));
    assertEquals(State.ACTIVE, keeper.verdict().state());
    assertTrue(keeper.verdict().next().isEmpty());
  }

  @Test
  void ofTrustBundlesAndRevocationListsTheNewestCounts() throws Exception {
    install(LICENSE);
    keeper.takeRevocations(vendor.revocations(2, Licenses.LID));
    assertEquals(Reason.REVOKED, keeper.verdict().reason());
    String older = vendor.revocations(1);
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> keeper.takeRevocations(older)).reason());
    keeper.takeRevocations(vendor.revocations(3));
    assertEquals(State.ACTIVE, keeper.verdict().state());

    String fingerprint =
        LicenseToken.verify(vendor.issue(LICENSE, "k-2026"), vendor.trust()).fingerprint();
    keeper.takeTrust(
        vendor.bundle(4, vendor.active("k-2025"), vendor.retired("k-2026", Set.of(fingerprint))));
    assertEquals(State.ACTIVE, keeper.verdict().state());
    String backdated =
        vendor.issue(Licenses.year(Licenses.OTHER_LID, NOW.minusSeconds(9)), "k-2026");
    assertEquals(
        Reason.UNKNOWN_KEY,
        assertThrows(Refusal.class, () -> keeper.install(backdated, true, false)).reason());
    String lower = vendor.bundle(3);
    assertEquals(
        Reason.SERIAL_TOO_OLD, assertThrows(Refusal.class, () -> keeper.takeTrust(lower)).reason());
    keeper.takeTrust(vendor.bundle(5, vendor.active("k-2025")));
    assertEquals(State.LAPSED, keeper.verdict().state());
    assertEquals(Reason.UNKNOWN_KEY, keeper.verdict().reason());
    assertTrue(world.supply.isEmpty());
    String stranger = new Vendor("example", false).key("k-2026").bundle(9);
    assertEquals(
        Reason.BAD_SIGNATURE,
        assertThrows(Refusal.class, () -> keeper.takeTrust(stranger)).reason());
  }

  @Test
  void seatsBeyondTheLicenseStopNobody() throws Exception {
    install(LICENSE);
    world.seats = 10;
    keeper.refresh();
    assertEquals(Set.of(), keeper.verdict().flags());
    world.seats = 500;
    keeper.refresh();
    assertEquals(Set.of(Flag.OVER_SEATS), keeper.verdict().flags());
    assertTrue(keeper.verdict().grants("imap"));
    assertTrue(world.supply.isPresent());
    assertEquals(OptionalInt.of(11), LICENSE.mostSeats());
  }

  @Test
  void aDomainThatGoesAndComesTakesTheLicenseAlong() throws Exception {
    install(Licenses.bound(LICENSE, Set.of("example.test"), Set.of("elsewhere")));
    assertEquals(Set.of(Flag.INSTALL_MISMATCH), keeper.verdict().flags());
    world.domains = Set.of("other.test");
    keeper.refresh();
    assertEquals(Reason.BINDING_MISMATCH, keeper.verdict().reason());
    world.domains = Set.of("other.test", "example.test");
    keeper.refresh();
    assertEquals(State.ACTIVE, keeper.verdict().state());
  }

  @Test
  void theSameKeyAgainIsLookedAtAnewAndWrittenAgain() throws Exception {
    License bound = Licenses.bound(LICENSE, Set.of("example.test"), Set.of());
    install(bound);
    world.domains = Set.of("other.test");
    keeper.refresh();
    assertEquals(State.LAPSED, keeper.verdict().state());
    world.domains = Set.of("example.test");
    Files.delete(world.folder.resolve("license.txt"));
    install(bound);
    assertEquals(State.ACTIVE, keeper.verdict().state());
    assertTrue(world.supply.isPresent());
    assertEquals(State.ACTIVE, world.boot().verdict().state());
  }

  @Test
  void aRenewalIsTakenAtOnceByAServerThatWasOffForWeeks() throws Exception {
    install(LICENSE);
    keeper.close();
    world.machine = world.machine.plus(DAY.multipliedBy(400));
    keeper = world.boot();
    assertEquals(Set.of(Flag.CLOCK_SUSPECT), keeper.verdict().flags());
    install(Licenses.year(Licenses.OTHER_LID, world.machine.minusSeconds(60)));
    assertEquals(State.ACTIVE, keeper.verdict().state());
    assertEquals(Set.of(), keeper.verdict().flags());
    // What the machine does not say itself the vendor's date alone does not make true.
    String future = vendor.issue(Licenses.year(Licenses.LID, world.machine.plus(DAY)), "k-2026");
    assertThrows(Refusal.class, () -> keeper.install(future, true, false));
  }

  @Test
  void aTrialThatCanNotBeNotedIsNotInstalled() throws Exception {
    String trial = vendor.issue(Licenses.type(LICENSE, License.Type.TRIAL), "k-2026");
    Path mark = world.folder.resolve("trial-used.txt.new");
    Files.createDirectories(mark.resolve("in the way"));
    assertFalse(keeper.trialUsed());
    assertThrows(IOException.class, () -> keeper.beginTrial(trial));
    assertEquals(State.BASE, keeper.verdict().state());
    Files.delete(mark.resolve("in the way"));
    Path key = world.folder.resolve("license.txt.new");
    Files.createDirectories(key.resolve("in the way"));
    assertThrows(IOException.class, () -> keeper.beginTrial(trial));
    assertEquals(State.BASE, keeper.verdict().state());
    assertFalse(keeper.trialUsed());
    Files.delete(key.resolve("in the way"));
    assertEquals(State.ACTIVE, keeper.beginTrial(trial).state());
    assertTrue(keeper.trialUsed());
  }

  /** What the keeper has told of, in order. */
  private record Told(Verdict before, Verdict after, boolean supplied) {}

  @Test
  void aThousandCallsAtOnceEndInTheStateOfTheLastOneTaken() throws Exception {
    List<Told> told = new ArrayList<>();
    AtomicReference<Instant> machine = new AtomicReference<>(NOW);
    LicenseKeeper shared =
        new LicenseKeeper(
            keeper.build(),
            world.files(),
            World.INSTALL,
            world,
            machine::get,
            () -> 0,
            (before, after, supply) -> told.add(new Told(before, after, supply.isPresent())));
    List<Callable<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      Random random = new Random(caller);
      int first = caller * 125;
      callers.add(
          () -> {
            for (int call = first; call < first + 125; call++) {
              switch (random.nextInt(4)) {
                case 0 -> shared.remove();
                case 1 -> {
                  machine.updateAndGet(now -> now.plus(DAY));
                  shared.refresh();
                }
                default -> {
                  Instant now = shared.now().reading();
                  String lid = Licenses.LID.substring(0, 22) + String.format("%04d", call);
                  License trial =
                      Licenses.type(
                          Licenses.expires(
                              Licenses.year(lid, now), Optional.of(now.plus(DAY.multipliedBy(4)))),
                          License.Type.TRIAL);
                  try {
                    Verdict mine = shared.install(vendor.issue(trial, "k-2026"), true, false);
                    assertEquals(lid, mine.license().orElseThrow().lid());
                  } catch (Refusal e) {
                    // Ended before it was taken: others make time pass.
                    assertEquals(Reason.EXPIRED, e.reason());
                  }
                }
              }
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Void> done : threads.invokeAll(callers)) {
        done.get();
      }
    }
    for (int i = 1; i < told.size(); i++) {
      assertSame(told.get(i - 1).after, told.get(i).before, "a change was lost at " + i);
      assertEquals(told.get(i).after.state().on(), told.get(i).supplied);
    }
    Verdict last = told.getLast().after;
    assertSame(last, shared.verdict());
    world.machine = machine.get();
    Verdict kept = world.boot().verdict();
    assertEquals(last.state(), kept.state());
    assertEquals(last.license(), kept.license());
  }

  @Test
  void aThousandCallsEndInTheStateOfTheLastOneTaken() throws Exception {
    Random random = new Random(15);
    State expected = State.BASE;
    String expectedLid = "";
    for (int i = 0; i < 1000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          keeper.remove();
          expected = State.BASE;
        }
        case 1 -> {
          String lid = random.nextBoolean() ? Licenses.LID : Licenses.OTHER_LID;
          install(
              Licenses.type(
                  Licenses.expires(
                      Licenses.year(lid, world.machine),
                      Optional.of(world.machine.plus(DAY.multipliedBy(5)))),
                  License.Type.TRIAL));
          expected = State.EXPIRING;
          expectedLid = lid;
        }
        case 2 -> {
          String refused =
              vendor.issue(Licenses.year(Licenses.LID, world.machine.plusSeconds(99)), "k-2026");
          assertThrows(Refusal.class, () -> keeper.install(refused, true, false));
        }
        default -> {
          if (expected == State.EXPIRING) {
            expected = State.LAPSED;
          }
          pass(DAY.multipliedBy(6));
        }
      }
      if (random.nextInt(10) == 0) {
        keeper = world.boot();
      }
      assertEquals(expected, keeper.verdict().state(), "step " + i);
      assertEquals(expected == State.EXPIRING, world.supply.isPresent());
      if (expected != State.BASE) {
        assertEquals(expectedLid, keeper.verdict().license().orElseThrow().lid());
      }
    }
  }

  private void install(License license) throws Exception {
    keeper.install(vendor.issue(license, "k-2026"), true, false);
  }

  private void pass(Duration duration) {
    world.pass(duration);
    keeper.refresh();
  }

  private void assertHeld(String code, License license) throws Exception {
    String text = vendor.issue(license, "k-2026");
    assertEquals(code, assertThrows(Held.class, () -> keeper.install(text, false, false)).code());
    assertEquals(LICENSE, keeper.verdict().license().orElseThrow());
  }

  private void assertLapsed(Reason reason) {
    LicenseKeeper damaged = world.boot();
    assertEquals(State.LAPSED, damaged.verdict().state());
    assertEquals(reason, damaged.verdict().reason());
    assertFalse(damaged.verdict().detail().isEmpty());
    assertTrue(world.supply.isEmpty());
  }
}
