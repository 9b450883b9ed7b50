package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.License;
import org.postern.license.token.State;
import org.postern.license.token.Verdict;
import org.postern.license.vendor.Licenses;

/** The process is killed between any two steps of a change, and started again. */
class KillTest {
  private static final License NEXT = Licenses.year(Licenses.OTHER_LID, World.NOW);

  @TempDir Path folder;

  /** A change that a kill may come in the middle of. */
  private interface Change {
    void make(World world, LicenseKeeper keeper) throws Exception;
  }

  @Test
  void anInstallLeavesTheOldLicenseOrTheNew() throws Exception {
    List<Optional<String>> lids =
        killed((world, keeper) -> keeper.install(world.issue(NEXT), true, false));
    assertOnce(Optional.of(Licenses.LID), Optional.of(Licenses.OTHER_LID), lids);
  }

  @Test
  void aRemovalLeavesTheOldLicenseOrNone() throws Exception {
    List<Optional<String>> lids = killed((world, keeper) -> keeper.remove());
    assertOnce(Optional.of(Licenses.LID), Optional.empty(), lids);
  }

  @Test
  void aMarkOfTheClockLeavesTheLicenseAndAWholeMark() throws Exception {
    List<Optional<String>> lids =
        killed(
            (world, keeper) -> {
              world.machine = world.machine.plus(Duration.ofHours(2));
              keeper.refresh();
            });
    assertOnce(Optional.of(Licenses.LID), Optional.of(Licenses.LID), lids);
  }

  /** What a server has after a kill after no step, one, two ... and after all. */
  private List<Optional<String>> killed(Change change) throws Exception {
    List<Optional<String>> lids = new ArrayList<>();
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      World world = new World(folder.resolve("killed after " + steps));
      world.install(World.LICENSE);
      DyingDisk disk = new DyingDisk(folder);
      LicenseKeeper keeper =
          new LicenseKeeper(
              world.build,
              new LicenseFiles(disk.path(world.folder)),
              world,
              () -> world.machine,
              () -> world.nanos,
              (before, after, supply) -> {});
      assertEquals(World.LICENSE, keeper.verdict().license().orElseThrow());
      disk.killAfter(steps);
      try {
        change.make(world, keeper);
        done = true;
      } catch (DyingDisk.Killed e) {
        // Started again below.
      }
      Verdict verdict = world.boot().verdict();
      assertEquals(List.of(), world.keeper.problems(), "killed after " + steps);
      Optional<String> lid = verdict.license().map(License::lid);
      assertEquals(lid.isPresent() ? State.ACTIVE : State.BASE, verdict.state());
      lids.add(lid);
    }
    return lids;
  }

  /** First the old, from some step on the new. */
  private static void assertOnce(
      Optional<String> before, Optional<String> after, List<Optional<String>> lids) {
    assertTrue(lids.size() > 2, lids.toString());
    assertEquals(before, lids.getFirst());
    assertEquals(after, lids.getLast());
    int turn = lids.lastIndexOf(before);
    assertTrue(
        lids.subList(0, turn).stream().allMatch(before::equals)
            && lids.subList(turn + 1, lids.size()).stream().allMatch(after::equals),
        lids.toString());
  }
}
