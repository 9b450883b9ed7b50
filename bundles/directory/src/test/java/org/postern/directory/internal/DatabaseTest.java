package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Authenticator.Result;
import org.postern.directory.Directory.Bearer;
import org.postern.directory.Directory.NewToken;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.DirectoryFile;
import org.postern.directory.Page;
import org.postern.directory.Resolution;
import org.sqlite.SQLiteDataSource;

class DatabaseTest {
  @TempDir Path home;

  private Path file() {
    return home.resolve("data/directory.db");
  }

  private void sql(Path file, String... statements) throws Exception {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  @Test
  void anOlderSchemaIsBroughtUpToDateWithWhatIsInIt() throws Exception {
    Files.createDirectories(file().getParent());
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file());
    try (Session session = new Session(source.getConnection())) {
      Schema.migrate(session, file(), 1);
      session.run(
          "insert into domain (name, enabled, created, revision, folded) values ('old.test', 1, 1,"
              + " 1, 'old.test')");
      session.run(
          "insert into account (id, address, domain, name, name_key, state, protocols, created,"
              + " updated, revision, folded) values ('x', 'ann@old.test', 'old.test', 'Ann', 'ann',"
              + " 0, '', 1, 1, 1, 'ann@old.test ann')");
      session.run(
          "insert into address (address, domain, account) values ('ann@old.test', 'old.test',"
              + " 'x')");
    }
    try (Homes homes = new Homes(home)) {
      assertEquals(
          List.of("x"),
          homes
              .directory
              .accounts(
                  new Page.Request(50, Optional.empty(), "ann@o", ""),
                  org.postern.directory.Directory.AccountFilter.ALL)
              .items()
              .stream()
              .map(Account::id)
              .toList());
      assertEquals(List.of(), homes.directory.check());
      long version = homes.open.database().read(session -> session.number("pragma user_version"));
      assertEquals(Schema.VERSION, version);
    }
  }

  @Test
  void aNewerSchemaIsRefused() throws Exception {
    new Homes(home).close();
    sql(file(), "pragma user_version = 99");
    DirectoryException refusal =
        Refused.with(Kind.UNAVAILABLE, "directory-too-new", () -> new Homes(home).close());
    assertTrue(refusal.getMessage().contains("schema 99"), refusal.getMessage());
  }

  @Test
  void anotherProgramsDatabaseIsLeftAlone() throws Exception {
    Files.createDirectories(file().getParent());
    sql(file(), "create table t (x)", "insert into t values (1)");
    Refused.with(Kind.UNAVAILABLE, "directory-foreign", () -> new Homes(home).close());
    sql(file(), "insert into t values (2)");
  }

  @Test
  void garbageIsRefusedAndKept() throws Exception {
    Files.createDirectories(file().getParent());
    byte[] garbage = new byte[8_192];
    new Random(3).nextBytes(garbage);
    Files.write(file(), garbage);
    DirectoryException refusal =
        Refused.with(Kind.UNAVAILABLE, "directory-damaged", () -> new Homes(home).close());
    assertTrue(refusal.getMessage().contains(file().toString()), refusal.getMessage());
    assertEquals(8_192, Files.size(file()));
  }

  @Test
  void checkFindsADamagedPage() throws Exception {
    try (Homes homes = new Homes(home)) {
      homes.directory.addDomain("example.test");
      homes.directory.addAccounts(Homes.many(2_000, "example.test"));
    }
    byte[] bytes = Files.readAllBytes(file());
    for (int page = 40; page < 60; page++) {
      bytes[page * 4_096 + 3] ^= 0x55;
      bytes[page * 4_096 + 9] ^= 0x55;
    }
    Files.write(file(), bytes);
    try (Homes homes = new Homes(home)) {
      List<String> findings = homes.directory.check();
      assertFalse(findings.isEmpty());
    } catch (DirectoryException e) {
      assertEquals("directory-damaged", e.code());
    }
  }

  @Test
  void aPlaceThatCanNotBeWrittenIsTold() throws Exception {
    Files.writeString(home.resolve("data"), "a file in the way");
    Refused.with(Kind.UNAVAILABLE, "directory-unavailable", () -> new Homes(home).close());
  }

  @Test
  void theFileIsForItsOwnerOnly() throws Exception {
    try (Homes homes = new Homes(home)) {
      homes.directory.addDomain("example.test");
      for (String name : List.of("directory.db", "directory.db-wal", "directory.db-shm")) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file().resolveSibling(name))),
            name);
      }
    }
  }

  @Test
  void aFullDiskRefusesTheChangeAndServiceGoesOn() throws Exception {
    try (Homes homes = new Homes(home)) {
      homes.directory.addDomain("example.test");
      Account ann = homes.directory.addAccount("ann@example.test", "Ann", Homes.PASSWORD);
      Database database = homes.open.database();
      long pages = database.read(session -> session.number("pragma page_count"));
      database.changeQuietly(session -> session.script("pragma max_page_count = " + (pages + 5)));
      DirectoryException refusal =
          Refused.with(
              Kind.UNAVAILABLE,
              "disk-full",
              () -> homes.directory.addAccounts(Homes.many(5_000, "example.test")));
      assertTrue(refusal.getMessage().contains("free some disk space"), refusal.getMessage());
      assertEquals(
          List.of(ann),
          homes
              .directory
              .accounts(Page.Request.FIRST, org.postern.directory.Directory.AccountFilter.ALL)
              .items());
      assertInstanceOf(Resolution.Local.class, homes.open.resolver().resolve(ann.address()));
      assertInstanceOf(
          Result.Granted.class,
          homes
              .open
              .authenticator()
              .authenticate("ann", Homes.PASSWORD, "pop3", InetAddress.getLoopbackAddress()));
      database.changeQuietly(session -> session.script("pragma max_page_count = 1000000"));
      assertEquals(5_000, homes.directory.addAccounts(Homes.many(5_000, "example.test")).size());
      assertEquals(List.of(), homes.directory.check());
    }
  }

  @Test
  void theCommandLineChangesAHomeThatAServerUses() throws Exception {
    try (Homes server = new Homes(home);
        DirectoryFile commandLine = DirectoryFile.open(home)) {
      assertTrue(server.directory.needsSetup());
      commandLine.directory().addDomain("example.test");
      var admin = commandLine.directory().addAdmin("root", Role.SERVER_ADMIN, Set.of());
      String token =
          commandLine
              .directory()
              .addToken(
                  new NewToken(admin.id(), "r", Set.of("*"), Set.of(), List.of(), Optional.empty()))
              .secret();
      InetAddress here = InetAddress.getLoopbackAddress();
      assertInstanceOf(Bearer.Accepted.class, server.directory.bearer(token, here));
      commandLine
          .directory()
          .removeToken(
              commandLine
                  .directory()
                  .tokens(Page.Request.FIRST, Optional.empty())
                  .items()
                  .getFirst()
                  .id());
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (server.directory.bearer(token, here) instanceof Bearer.Accepted) {
        assertTrue(System.nanoTime() < deadline, "the server does not see the change");
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aBackupIsWholeWhileChangesGoOn() throws Exception {
    Path copy = home.resolve("copy/data/directory.db");
    Files.createDirectories(copy.getParent());
    try (Homes homes = new Homes(home)) {
      homes.directory.addDomain("example.test");
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 200; i++) {
                      try {
                        homes.directory.addAccount(Homes.without("user" + i + "@example.test", ""));
                      } catch (DirectoryException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                  });
      homes.directory.backup(copy);
      writer.join();
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
      Refused.with(Kind.UNAVAILABLE, "backup-failed", () -> homes.directory.backup(copy));
    }
    try (Homes restored = new Homes(home.resolve("copy"))) {
      assertEquals(List.of(), restored.directory.check());
      assertTrue(restored.directory.domain("example.test").isPresent());
    }
  }

  @Test
  void anyPathWillDo() throws Exception {
    Path odd = home.resolve("a b?c#d%41'\u00fc");
    try (Homes homes = new Homes(odd)) {
      homes.directory.addDomain("example.test");
      homes.directory.backup(odd.resolve("copy?.db"));
    }
    assertTrue(Files.size(odd.resolve("data/directory.db")) > 0);
    assertTrue(Files.size(odd.resolve("copy?.db")) > 0);
    try (java.util.stream.Stream<Path> files = Files.list(home)) {
      assertEquals(List.of(odd), files.toList());
    }
  }

  @Test
  void manyOpenANewHomeAtOnce() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
      List<Future<?>> opened = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String domain = "d" + i + ".test";
        opened.add(
            executor.submit(
                () -> {
                  try (Homes homes = new Homes(home)) {
                    return homes.directory.addDomain(domain);
                  }
                }));
      }
      for (Future<?> each : opened) {
        each.get();
      }
    }
    try (Homes homes = new Homes(home)) {
      assertEquals(6, homes.directory.domains(Page.Request.FIRST).items().size());
      assertEquals(List.of(), homes.directory.check());
    }
  }

  @Test
  void aClosedDirectoryRefuses() throws Exception {
    Homes homes = new Homes(home);
    homes.close();
    homes.close();
    Refused.with(
        Kind.UNAVAILABLE, "directory-closed", () -> homes.directory.addDomain("example.test"));
    assertInstanceOf(
        Resolution.Unavailable.class, homes.open.resolver().resolve("ann@example.test"));
    assertInstanceOf(
        Result.Unavailable.class,
        homes
            .open
            .authenticator()
            .authenticate("ann", "x", "pop3", InetAddress.getLoopbackAddress()));
  }
}
