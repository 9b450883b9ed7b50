package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.Flag;
import org.postern.license.token.License;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.State;
import org.postern.license.vendor.Licenses;

/** What is asked of a license when it comes, and what it is worth from then on. */
class LicenseKeeperTest {
  @TempDir Path folder;

  private World world;

  @BeforeEach
  void boot() throws Exception {
    world = new World(folder);
  }

  @Test
  void withoutALicenseItIsBase() {
    assertEquals(State.BASE, world.keeper.verdict().state());
    assertTrue(world.supply.isEmpty());
    assertEquals(List.of(), world.keeper.problems());
  }

  @Test
  void aLicenseGoesThroughItsStatesByTime() throws Exception {
    world.install(World.LICENSE);
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    world.pass(World.DAY.multipliedBy(335));
    assertEquals(State.EXPIRING, world.keeper.verdict().state());
    world.pass(World.DAY.multipliedBy(30));
    assertEquals(State.GRACE, world.keeper.verdict().state());
    assertTrue(world.supply.isPresent());
    world.pass(World.DAY.multipliedBy(14));
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    assertEquals(Reason.EXPIRED, world.keeper.verdict().reason());
    assertTrue(world.supply.isEmpty());
    world.install(Licenses.year(Licenses.OTHER_LID, world.machine));
    assertEquals(
        List.of(
            "BASE>ACTIVE", "ACTIVE>EXPIRING", "EXPIRING>GRACE", "GRACE>LAPSED", "LAPSED>ACTIVE"),
        world.changes);
  }

  @Test
  void refreshSaysWhenToLookAgain() throws Exception {
    world.install(World.LICENSE);
    assertEquals(Duration.ofHours(1), world.keeper.refresh());
    world.pass(Duration.ofDays(335).minusMinutes(10));
    assertEquals(Duration.ofMinutes(10), world.keeper.refresh());
  }

  @Test
  void aRefusedKeyLeavesTheOneInForce() throws Exception {
    world.install(World.LICENSE);
    byte[] kept = Files.readAllBytes(world.folder.resolve("license.txt"));
    for (License bad :
        List.of(
            Licenses.year(Licenses.OTHER_LID, World.NOW.plusSeconds(86_400)),
            Licenses.year(Licenses.OTHER_LID, World.NOW.minus(World.DAY.multipliedBy(400))),
            Licenses.product(World.LICENSE, "other"),
            Licenses.maintenance(World.LICENSE, Instant.parse("2026-11-30T00:00:00Z")),
            Licenses.bound(World.LICENSE, Set.of("elsewhere.test"), Set.of()))) {
      String text = world.issue(bad);
      assertThrows(Refusal.class, () -> world.keeper.install(text, true, false));
      assertEquals(State.ACTIVE, world.keeper.verdict().state());
      assertEquals(World.LICENSE, world.keeper.verdict().license().orElseThrow());
    }
    assertArrayEquals(kept, Files.readAllBytes(world.folder.resolve("license.txt")));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(world.folder.resolve("license.txt"))));
  }

  @Test
  void anOlderOrSmallerKeyNeedsAnAcknowledgement() throws Exception {
    world.install(World.LICENSE);
    world.seats = 8;
    assertHeld("older-than-current", Licenses.year(Licenses.OTHER_LID, World.NOW.minusSeconds(60)));
    License newer = Licenses.year(Licenses.OTHER_LID, World.NOW);
    assertHeld("acknowledgement-required", Licenses.features(newer, Set.of()));
    assertHeld("acknowledgement-required", Licenses.seats(newer, OptionalInt.of(5)));
    assertEquals(
        State.ACTIVE,
        world
            .keeper
            .install(world.issue(Licenses.seats(newer, OptionalInt.of(5))), true, false)
            .state());
    assertEquals(Set.of(Flag.OVER_SEATS), world.keeper.verdict().flags());
    assertTrue(world.keeper.verdict().grants("imap"));
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    assertEquals(
        State.ACTIVE, world.keeper.install(world.issue(World.LICENSE), false, true).state());
    assertEquals(State.BASE, world.keeper.verdict().state());
    assertFalse(Files.exists(world.folder.resolve("license.txt")));
  }

  @Test
  void seatsBeyondTheLicenseStopNobody() throws Exception {
    world.install(World.LICENSE);
    world.seats = 10;
    world.keeper.refresh();
    assertEquals(Set.of(), world.keeper.verdict().flags());
    world.seats = 500;
    world.keeper.refresh();
    assertEquals(Set.of(Flag.OVER_SEATS), world.keeper.verdict().flags());
    assertTrue(world.keeper.verdict().grants("imap"));
    assertTrue(world.supply.isPresent());
    assertEquals(OptionalInt.of(11), World.LICENSE.mostSeats());
  }

  @Test
  void aDomainThatGoesAndComesTakesTheLicenseAlong() throws Exception {
    world.install(Licenses.bound(World.LICENSE, Set.of("example.test"), Set.of("elsewhere")));
    assertEquals(Set.of(Flag.INSTALL_MISMATCH), world.keeper.verdict().flags());
    world.domains = Set.of("other.test");
    world.keeper.refresh();
    assertEquals(Reason.BINDING_MISMATCH, world.keeper.verdict().reason());
    world.domains = Set.of("other.test", "example.test");
    world.keeper.refresh();
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
  }

  @Test
  void theSameKeyAgainIsLookedAtAnewAndWrittenAgain() throws Exception {
    License bound = Licenses.bound(World.LICENSE, Set.of("example.test"), Set.of());
    world.install(bound);
    world.domains = Set.of("other.test");
    world.keeper.refresh();
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    world.domains = Set.of("example.test");
    Files.delete(world.folder.resolve("license.txt"));
    world.install(bound);
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertTrue(world.supply.isPresent());
    assertEquals(State.ACTIVE, world.boot().verdict().state());
  }

  private void assertHeld(String code, License license) throws Exception {
    String text = world.issue(license);
    assertEquals(
        code, assertThrows(Held.class, () -> world.keeper.install(text, false, false)).code());
    assertEquals(World.LICENSE, world.keeper.verdict().license().orElseThrow());
  }
}
