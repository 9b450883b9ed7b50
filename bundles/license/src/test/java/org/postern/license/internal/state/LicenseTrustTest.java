package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.State;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

/** Trust bundles and revocation lists that come after the build. */
class LicenseTrustTest {
  @TempDir Path folder;

  private World world;

  @BeforeEach
  void boot() throws Exception {
    world = new World(folder);
  }

  @Test
  void ofTrustBundlesAndRevocationListsTheNewestCounts() throws Exception {
    world.install(World.LICENSE);
    world.keeper.takeRevocations(world.vendor.revocations(2, Licenses.LID));
    assertEquals(Reason.REVOKED, world.keeper.verdict().reason());
    String older = world.vendor.revocations(1);
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> world.keeper.takeRevocations(older)).reason());
    world.keeper.takeRevocations(world.vendor.revocations(3));
    assertEquals(State.ACTIVE, world.keeper.verdict().state());

    String fingerprint =
        LicenseToken.verify(world.issue(World.LICENSE), world.vendor.trust()).fingerprint();
    world.keeper.takeTrust(
        world.vendor.bundle(
            4, world.vendor.active("k-2025"), world.vendor.retired("k-2026", Set.of(fingerprint))));
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    String backdated = world.issue(Licenses.year(Licenses.OTHER_LID, World.NOW.minusSeconds(9)));
    assertEquals(
        Reason.UNKNOWN_KEY,
        assertThrows(Refusal.class, () -> world.keeper.install(backdated, true, false)).reason());
    String lower = world.vendor.bundle(3);
    assertEquals(
        Reason.SERIAL_TOO_OLD,
        assertThrows(Refusal.class, () -> world.keeper.takeTrust(lower)).reason());
    world.keeper.takeTrust(world.vendor.bundle(5, world.vendor.active("k-2025")));
    assertEquals(State.LAPSED, world.keeper.verdict().state());
    assertEquals(Reason.UNKNOWN_KEY, world.keeper.verdict().reason());
    assertTrue(world.supply.isEmpty());
    String stranger = new Vendor("example", false).key("k-2026").bundle(9);
    assertEquals(
        Reason.BAD_SIGNATURE,
        assertThrows(Refusal.class, () -> world.keeper.takeTrust(stranger)).reason());
  }
}
