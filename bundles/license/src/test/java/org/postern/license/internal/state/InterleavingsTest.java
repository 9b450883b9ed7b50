package org.postern.license.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.token.License;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.State;
import org.postern.license.token.Verdict;
import org.postern.license.vendor.Licenses;

/** Changes in any order, one after the other and at once. */
class InterleavingsTest {
  @TempDir Path folder;

  private World world;

  @BeforeEach
  void boot() throws Exception {
    world = new World(folder);
  }

  /** What the keeper has told of, in order. */
  private record Told(Verdict before, Verdict after, boolean supplied) {}

  @Test
  void aThousandCallsAtOnceEndInTheStateOfTheLastOneTaken() throws Exception {
    List<Told> told = new ArrayList<>();
    AtomicReference<Instant> machine = new AtomicReference<>(World.NOW);
    LicenseKeeper shared =
        new LicenseKeeper(
            world.keeper.build(),
            world.files(),
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
                  machine.updateAndGet(now -> now.plus(World.DAY));
                  shared.refresh();
                }
                default -> {
                  Instant now = shared.now().reading();
                  String lid = Licenses.LID.substring(0, 22) + String.format("%04d", call);
                  License trial =
                      Licenses.type(
                          Licenses.expires(
                              Licenses.year(lid, now),
                              Optional.of(now.plus(World.DAY.multipliedBy(4)))),
                          License.Type.TRIAL);
                  try {
                    Verdict mine = shared.install(world.issue(trial), true, false);
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
          world.keeper.remove();
          expected = State.BASE;
        }
        case 1 -> {
          String lid = random.nextBoolean() ? Licenses.LID : Licenses.OTHER_LID;
          world.install(
              Licenses.type(
                  Licenses.expires(
                      Licenses.year(lid, world.machine),
                      Optional.of(world.machine.plus(World.DAY.multipliedBy(5)))),
                  License.Type.TRIAL));
          expected = State.EXPIRING;
          expectedLid = lid;
        }
        case 2 -> {
          String refused = world.issue(Licenses.year(Licenses.LID, world.machine.plusSeconds(99)));
          assertThrows(Refusal.class, () -> world.keeper.install(refused, true, false));
        }
        default -> {
          if (expected == State.EXPIRING) {
            expected = State.LAPSED;
          }
          world.pass(World.DAY.multipliedBy(6));
        }
      }
      if (random.nextInt(10) == 0) {
        world.boot();
      }
      assertEquals(expected, world.keeper.verdict().state(), "step " + i);
      assertEquals(expected == State.EXPIRING, world.supply.isPresent());
      if (expected != State.BASE) {
        assertEquals(expectedLid, world.keeper.verdict().license().orElseThrow().lid());
      }
    }
  }
}
