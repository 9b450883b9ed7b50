package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.License;
import org.postern.license.token.Reason;
import org.postern.license.token.State;
import org.postern.license.vendor.Licenses;

/** What is on disk after damage, a kill, a full disk and a restart. */
class LicenseFilesTest {
  @TempDir Path folder;

  private World world;

  @BeforeEach
  void boot() throws Exception {
    world = new World(folder);
  }

  @Test
  void damageOfAnyKindLeavesABaseServerThatSaysWhy() throws Exception {
    world.install(World.LICENSE);
    String text = world.issue(World.LICENSE);
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
    world.install(World.LICENSE);
    world.keeper.takeTrust(world.vendor.bundle(2));
    world.keeper.takeRevocations(world.vendor.revocations(1, Licenses.OTHER_LID));
    world.keeper.close();
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
  void damageOfTheInstallIdIsNamedAndThereIsAnother() throws Exception {
    world.install(World.LICENSE);
    assertEquals(World.INSTALL, world.keeper.installId());
    for (int length = 0; length < World.INSTALL.length(); length++) {
      world.spoil(LicenseFiles.Name.INSTALL, World.INSTALL.substring(0, length));
      String id = world.boot().installId();
      assertEquals(36, id.length());
      assertEquals(State.ACTIVE, world.keeper.verdict().state());
      assertTrue(world.keeper.problems().getFirst().contains(id), "cut at " + length);
      assertEquals(id, world.boot().installId());
      assertEquals(List.of(), world.keeper.problems());
    }
    Path file = world.folder.resolve("install.id");
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals(36, world.boot().installId().length());
    assertEquals(State.ACTIVE, world.keeper.verdict().state());
    assertTrue(world.keeper.problems().getFirst().contains("install.id"));
  }

  @Test
  void aRestartKeepsEverything() throws Exception {
    world.install(World.LICENSE);
    world.keeper.takeTrust(world.vendor.bundle(5));
    world.keeper.takeRevocations(world.vendor.revocations(3, Licenses.OTHER_LID));
    LicenseKeeper again = world.boot();
    assertEquals(world.keeper.verdict().state(), again.verdict().state());
    assertEquals(5, again.trust().bundle().serial());
    assertEquals(3, again.trust().revocations().serial());
    assertEquals(World.LICENSE, again.verdict().license().orElseThrow());
    again.remove();
    assertEquals(State.BASE, world.boot().verdict().state());
  }

  @Test
  void whatAKillHasLeftStopsNoChange() throws Exception {
    world.install(World.LICENSE);
    String next = world.issue(Licenses.year(Licenses.OTHER_LID, World.NOW));
    Path fresh = world.folder.resolve("license.txt.new");
    for (int written = 0; written <= next.length(); written += 7) {
      Files.writeString(fresh, next.substring(0, written));
      assertEquals(Licenses.LID, world.boot().verdict().license().orElseThrow().lid());
    }
    world.boot().install(next, true, false);
    assertEquals(Licenses.OTHER_LID, world.boot().verdict().license().orElseThrow().lid());
  }

  @Test
  void whenTheDiskTakesNothingTheOldLicenseStays() throws Exception {
    world.install(World.LICENSE);
    // A folder where the fresh file goes: the write fails before anything is replaced.
    Path fresh = Files.createDirectories(world.folder.resolve("license.txt.new/in the way"));
    String other = world.issue(Licenses.year(Licenses.OTHER_LID, World.NOW));
    assertThrows(IOException.class, () -> world.keeper.install(other, true, false));
    assertEquals(World.LICENSE, world.keeper.verdict().license().orElseThrow());
    assertEquals(World.LICENSE, world.boot().verdict().license().orElseThrow());
    Files.delete(fresh);
    world.keeper.install(other, true, false);
    assertEquals(Licenses.OTHER_LID, world.keeper.verdict().license().orElseThrow().lid());
  }

  @Test
  void aTrialThatCanNotBeNotedIsNotInstalled() throws Exception {
    String trial = world.issue(Licenses.type(World.LICENSE, License.Type.TRIAL));
    Path mark = world.folder.resolve("trial-used.txt.new");
    Files.createDirectories(mark.resolve("in the way"));
    assertFalse(world.keeper.trialUsed());
    assertThrows(IOException.class, () -> world.keeper.beginTrial(trial));
    assertEquals(State.BASE, world.keeper.verdict().state());
    Files.delete(mark.resolve("in the way"));
    Path key = world.folder.resolve("license.txt.new");
    Files.createDirectories(key.resolve("in the way"));
    assertThrows(IOException.class, () -> world.keeper.beginTrial(trial));
    assertEquals(State.BASE, world.keeper.verdict().state());
    assertFalse(world.keeper.trialUsed());
    Files.delete(key.resolve("in the way"));
    assertEquals(State.ACTIVE, world.keeper.beginTrial(trial).state());
    assertTrue(world.keeper.trialUsed());
  }

  private void assertLapsed(Reason reason) {
    LicenseKeeper damaged = world.boot();
    assertEquals(State.LAPSED, damaged.verdict().state());
    assertEquals(reason, damaged.verdict().reason());
    assertFalse(damaged.verdict().detail().isEmpty());
    assertTrue(world.supply.isEmpty());
  }
}
