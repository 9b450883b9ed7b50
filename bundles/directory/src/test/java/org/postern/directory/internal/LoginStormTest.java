package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Authenticator;
import org.postern.directory.Authenticator.Result;
import org.postern.directory.Directory;

/** Logins of one account that meet each other, and a change of its password. */
class LoginStormTest {
  /** More than may wait to be hashed. */
  private static final int SESSIONS = 600;

  private static final DirectorySettings DEAR =
      new DirectorySettings("", "", 8, 32_768, 2, 1, 4_096, 10, 400);

  @TempDir Path home;
  private Homes homes;
  private Directory directory;
  private Account ann;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    directory.addDomain("example.test");
    homes.open.settings(DEAR);
    ann = directory.addAccount("ann@example.test", "Ann", Homes.PASSWORD);
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  private Result login(String login, String password) {
    Authenticator authenticator = homes.open.authenticator();
    return authenticator.authenticate(login, password, "imap", InetAddress.getLoopbackAddress());
  }

  /** One login each, all at once. */
  private List<Result> atOnce(List<String> logins, String password) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<FutureTask<Result>> tasks = new ArrayList<>();
    for (String login : logins) {
      Callable<Result> attempt =
          () -> {
            go.await();
            return login(login, password);
          };
      FutureTask<Result> task = new FutureTask<>(attempt);
      tasks.add(task);
      Thread.ofVirtual().start(task);
    }
    go.countDown();
    List<Result> results = new ArrayList<>();
    for (FutureTask<Result> task : tasks) {
      results.add(task.get());
    }
    return results;
  }

  private static void all(Class<? extends Result> expected, List<Result> results) {
    results.forEach(result -> assertInstanceOf(expected, result, result::toString));
  }

  @Test
  void manyFirstLoginsOfAnAccountAreAllGranted() throws Exception {
    all(Result.Granted.class, atOnce(Collections.nCopies(SESSIONS, ann.address()), Homes.PASSWORD));
  }

  @Test
  void eachOfManyWrongPasswordsIsRefusedWhetherOrNotTheAccountIsThere() throws Exception {
    for (String login : List.of(ann.address(), "nobody@example.test", "x".repeat(1_000))) {
      all(Result.BadCredentials.class, atOnce(Collections.nCopies(SESSIONS, login), "wrong one"));
    }
    directory.addAccount(Homes.without("bob@example.test", ""));
    all(
        Result.BadCredentials.class,
        atOnce(Collections.nCopies(SESSIONS, "bob@example.test"), "wrong one"));
  }

  @Test
  void spellingsOfOneNameAreOneAttempt() throws Exception {
    List<String> logins = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      logins.add(i % 2 == 0 ? "ANN+" + i + "@example.test" : "ann");
    }
    all(Result.Granted.class, atOnce(logins, Homes.PASSWORD));
  }

  @Test
  void aWrongPasswordBesideTheRightOneStaysWrong() throws Exception {
    FutureTask<List<Result>> wrong =
        new FutureTask<>(() -> atOnce(Collections.nCopies(50, ann.address()), "wrong one"));
    Thread.ofVirtual().start(wrong);
    all(Result.Granted.class, atOnce(Collections.nCopies(50, ann.address()), Homes.PASSWORD));
    all(Result.BadCredentials.class, wrong.get());
  }

  /** By addresses of their own they are attempts of their own, each with a hash to renew. */
  @Test
  void loginsThatRenewTheSameHashAreAllGranted() throws Exception {
    List<String> logins = new ArrayList<>(List.of(ann.address()));
    for (int i = 0; i < 5; i++) {
      logins.add("ann.%d@example.test".formatted(i));
      directory.addAddress(ann.id(), logins.getLast());
    }
    for (int round = 0; round < 5; round++) {
      homes.open.settings(Homes.CHEAP);
      directory.setPassword(ann.id(), Homes.PASSWORD);
      homes.open.settings(DEAR);
      all(Result.Granted.class, atOnce(logins, Homes.PASSWORD));
      assertTrue(hash().contains("$m=32768,t=2,"), hash());
    }
  }

  @Test
  void aPasswordThatChangesWhileItIsCheckedIsRefused() throws Exception {
    assertInstanceOf(
        Result.BadCredentials.class, duringAChangeTo("another long passphrase", Homes.PASSWORD));
    assertInstanceOf(Result.Granted.class, login(ann.address(), "another long passphrase"));
  }

  @Test
  void aPasswordThatIsSetAgainWhileItIsCheckedIsGranted() throws Exception {
    assertInstanceOf(Result.Granted.class, duringAChangeTo(Homes.PASSWORD, Homes.PASSWORD));
  }

  /** What a login gets whose check had begun before the change and ended after it. */
  private Result duringAChangeTo(String next, String password) throws Exception {
    while (true) {
      homes.open.settings(DEAR);
      directory.setPassword(ann.id(), Homes.PASSWORD);
      homes.open.settings(Homes.CHEAP);
      String before = hash();
      FutureTask<Result> login = new FutureTask<>(() -> login(ann.address(), password));
      Thread thread = Thread.ofPlatform().start(login);
      while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
        Thread.onSpinWait();
      }
      directory.setPassword(ann.id(), next);
      boolean checking = thread.getState() == Thread.State.WAITING;
      Result result = login.get();
      assertNotEquals(before, hash());
      if (checking) {
        return result;
      }
    }
  }

  private String hash() throws Exception {
    Optional<String> hash =
        homes
            .open
            .database()
            .read(
                session ->
                    session.one(
                        "select password from account where id = ?",
                        r -> r.getString(1),
                        ann.id()));
    return hash.orElseThrow();
  }
}
