package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Alias;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Admin;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Page;
import org.postern.directory.Resolution;

class ConcurrencyTest {
  @TempDir Path home;
  private Homes homes;
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    directory.addDomain("example.test");
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  private static void inParallel(int threads, Callable<?> work) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(executor.submit(work));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }

  @Test
  void oneOfManyGetsTheAddress() throws Exception {
    Map<String, Integer> winners = new ConcurrentHashMap<>();
    inParallel(
        8,
        () -> {
          for (int i = 0; i < 30; i++) {
            String address = "user" + i + "@example.test";
            try {
              directory.addAccount(Homes.without(address, ""));
              winners.merge(address, 1, Integer::sum);
            } catch (DirectoryException e) {
              assertEquals("address-taken", e.code());
            }
          }
          return null;
        });
    assertEquals(30, winners.size());
    assertTrue(winners.values().stream().allMatch(count -> count == 1));
    assertEquals(List.of(), directory.check());
  }

  @Test
  void noUpdateIsLostWhenEveryoneTriesAgainAfterStale() throws Exception {
    String id = directory.addAccount(Homes.without("ann@example.test", "")).id();
    inParallel(
        8,
        () -> {
          for (int done = 0; done < 20; ) {
            Account now = directory.account(id).orElseThrow();
            long bytes = now.quota().bytes().orElse(0) + 1;
            try {
              directory.changeAccount(
                  AccountsTest.with(
                      now, now.address(), State.ACTIVE, Homes.quota(bytes, 1), Map.of()));
              done++;
            } catch (DirectoryException e) {
              assertEquals(Kind.STALE, e.kind());
            }
          }
          return null;
        });
    Account last = directory.account(id).orElseThrow();
    assertEquals(160, last.quota().bytes().orElseThrow());
    assertEquals(161, last.revision());
  }

  @Test
  void parallelChangesOfAliasesMakeNoLoop() throws Exception {
    directory.addAccount(Homes.without("ann@example.test", ""));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(
          directory
              .addAlias(
                  Alias.Kind.GROUP, "g" + i + "@example.test", "", List.of("ann@example.test"))
              .id());
    }
    AtomicInteger seeds = new AtomicInteger();
    AtomicInteger loops = new AtomicInteger();
    inParallel(
        6,
        () -> {
          Random random = new Random(seeds.incrementAndGet());
          for (int i = 0; i < 60; i++) {
            Alias alias = directory.alias(ids.get(random.nextInt(ids.size()))).orElseThrow();
            List<String> members =
                List.of("g" + random.nextInt(ids.size()) + "@example.test", "ann@example.test");
            try {
              directory.changeAlias(
                  new Alias(
                      alias.id(),
                      alias.address(),
                      "",
                      alias.kind(),
                      members,
                      alias.createdAt(),
                      alias.revision()));
            } catch (DirectoryException e) {
              if (e.code().equals("alias-loop")) {
                loops.incrementAndGet();
              } else {
                assertEquals(Kind.STALE, e.kind());
              }
            }
          }
          return null;
        });
    assertTrue(loops.get() > 0);
    // Without a loop, taking groups without group members away again and again takes all of them.
    List<Alias> left = new ArrayList<>();
    for (String id : ids) {
      left.add(directory.alias(id).orElseThrow());
    }
    while (!left.isEmpty()) {
      Set<String> names = Set.copyOf(left.stream().map(Alias::address).toList());
      assertTrue(
          left.removeIf(alias -> alias.members().stream().noneMatch(names::contains)),
          () -> "a loop among " + names);
    }
  }

  @Test
  void oneServerAdministratorIsLeftWhoeverRemovesWhom() throws Exception {
    List<Admin> admins = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      admins.add(directory.addAdmin("admin" + i, Role.SERVER_ADMIN, Set.of()));
    }
    AtomicInteger next = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    inParallel(
        8,
        () -> {
          Admin mine = admins.get(next.getAndIncrement());
          try {
            directory.removeAdmin(mine.id(), mine.revision());
          } catch (DirectoryException e) {
            assertEquals("last-admin", e.code());
            refused.incrementAndGet();
          }
          return null;
        });
    assertEquals(1, refused.get());
    assertEquals(1, directory.admins(Page.Request.FIRST).items().size());
  }

  @Test
  void readersNeverSeeHalfAChangeOrAnOldAnswer() throws Exception {
    Account ann = directory.addAccount(Homes.without("ann@example.test", ""));
    Account bob = directory.addAccount(Homes.without("bob@example.test", ""));
    Alias alias =
        directory.addAlias(Alias.Kind.ALIAS, "info@example.test", "", List.of("ann@example.test"));
    AtomicInteger version = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(
            executor.submit(
                () -> {
                  while (!done.get()) {
                    int before = version.get();
                    Resolution answer = homes.open.resolver().resolve("info@example.test");
                    int after = version.get();
                    Resolution.Local local = (Resolution.Local) answer;
                    assertEquals(1, local.destinations().size());
                    if (before == after && before % 2 == 0) {
                      String wanted = before % 4 == 0 ? ann.id() : bob.id();
                      assertEquals(wanted, local.destinations().getFirst().account().id());
                    }
                  }
                  return null;
                }));
      }
      Alias now = alias;
      for (int i = 0; i < 200; i++) {
        // Odd while the change is under way.
        version.incrementAndGet();
        String member = i % 2 == 0 ? bob.address() : ann.address();
        now =
            directory.changeAlias(
                new Alias(
                    now.id(),
                    now.address(),
                    "",
                    now.kind(),
                    List.of(member),
                    now.createdAt(),
                    now.revision()));
        version.incrementAndGet();
      }
      done.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertEquals(Optional.of(bob), directory.account(bob.id()));
  }
}
