package org.postern.net.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.postern.directory.Account;
import org.postern.directory.CredentialListener;
import org.postern.net.Connection;
import org.postern.net.Sessions;
import org.postern.net.internal.ServedConnection.LoggedIn;
import org.postern.net.internal.login.AccountSessions;

/** The open sessions, and what ended ones have transferred. Thread-safe. */
final class SessionRegistry implements Sessions, AccountSessions, CredentialListener {
  /** No check of credentials takes longer. */
  private static final long LONGEST_LOGIN = Duration.ofMinutes(5).toNanos();

  private record AccountUse(String protocol, String accountId) {}

  private record Total(long bytesIn, long bytesOut, long sessions) {
    Total plus(Total other) {
      return new Total(
          bytesIn + other.bytesIn, bytesOut + other.bytesOut, sessions + other.sessions);
    }
  }

  private final AtomicLong next = new AtomicLong(System.currentTimeMillis() << 20);
  private final Map<String, ServedConnection> open = new ConcurrentHashMap<>();
  private final Map<AccountUse, Total> ended = new ConcurrentHashMap<>();
  private final Map<AccountUse, Integer> loggedIn = new ConcurrentHashMap<>();

  /**
   * When the credentials of an account were last revoked, for one protocol or, where that is empty,
   * for all; for a while.
   */
  private final Map<AccountUse, Long> revocations = new ConcurrentHashMap<>();

  private final IntSupplier perAccount;

  /**
   * @param perAccount how many sessions an account may have over one protocol
   */
  SessionRegistry(IntSupplier perAccount) {
    this.perAccount = perAccount;
  }

  /** An id that is unique over restarts too, and grows. */
  String newId() {
    return Long.toString(next.incrementAndGet(), 36);
  }

  void add(ServedConnection connection) {
    open.put(connection.id(), connection);
  }

  void remove(ServedConnection connection) {
    if (open.remove(connection.id()) != null) {
      ended.merge(use(connection), total(connection), Total::plus);
      LoggedIn who = connection.loggedIn();
      release(new AccountUse(who.protocol(), who.accountId()));
    }
  }

  Collection<ServedConnection> open() {
    return open.values();
  }

  @Override
  public long moment() {
    return System.nanoTime();
  }

  @Override
  public Entry enter(
      Connection connection, Account account, String protocol, long credentialsSeenAt) {
    ServedConnection served = open.get(connection.id());
    if (served == null) {
      return Entry.REVOKED; // the connection was ended meanwhile
    }
    AccountUse use = new AccountUse(protocol, account.id());
    if (loggedIn.merge(use, 1, Integer::sum) > perAccount.getAsInt()) {
      release(use);
      return Entry.TOO_MANY;
    }
    LoggedIn before = served.loggedIn();
    served.loggedIn(
        new LoggedIn(
            account.id(), account.address(), protocol, before.bytesIn(), before.bytesOut()));
    release(new AccountUse(before.protocol(), before.accountId()));
    // Looked at last: a revocation from now on finds the session entered and ends it.
    return revoked(use, credentialsSeenAt)
            || revoked(new AccountUse("", account.id()), credentialsSeenAt)
        ? Entry.REVOKED
        : Entry.ENTERED;
  }

  private boolean revoked(AccountUse use, long credentialsSeenAt) {
    Long at = revocations.get(use);
    return at != null && at - credentialsSeenAt >= 0;
  }

  @Override
  public void leave(Connection connection) {
    ServedConnection served = open.get(connection.id());
    if (served == null || served.accountId().isEmpty()) {
      return;
    }
    LoggedIn who = served.loggedIn();
    Total used = total(served);
    AccountUse traffic = use(served);
    served.nobody();
    ended.merge(traffic, used, Total::plus);
    release(new AccountUse(who.protocol(), who.accountId()));
  }

  private void release(AccountUse use) {
    loggedIn.computeIfPresent(use, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Ends the accounts' sessions, and those that are logging in with what is void now. */
  @Override
  public void revoked(Set<String> accountIds, Set<String> protocols, String reason) {
    long now = System.nanoTime();
    revocations.values().removeIf(at -> now - at > LONGEST_LOGIN);
    for (String protocol : protocols.isEmpty() ? Set.of("") : protocols) {
      accountIds.forEach(id -> revocations.put(new AccountUse(protocol, id), now));
    }
    for (ServedConnection connection : open.values()) {
      LoggedIn who = connection.loggedIn();
      if (accountIds.contains(who.accountId())
          && (protocols.isEmpty() || protocols.contains(who.protocol()))) {
        connection.end(reason);
      }
    }
  }

  @Override
  public List<Session> list() {
    return open.values().stream()
        .map(ServedConnection::session)
        .sorted(Comparator.comparing(Session::since).thenComparing(Session::id))
        .toList();
  }

  @Override
  public Optional<Session> find(String id) {
    return Optional.ofNullable(open.get(id)).map(ServedConnection::session);
  }

  @Override
  public int end(Predicate<Session> which, String reason) {
    int told = 0;
    for (ServedConnection connection : open.values()) {
      if (which.test(connection.session())) {
        connection.end(reason);
        told++;
      }
    }
    return told;
  }

  @Override
  public List<Traffic> traffic() {
    Map<AccountUse, Total> totals = new HashMap<>(ended);
    for (ServedConnection connection : open.values()) {
      totals.merge(use(connection), total(connection), Total::plus);
    }
    List<Traffic> traffic = new ArrayList<>(totals.size());
    totals.forEach(
        (use, total) ->
            traffic.add(
                new Traffic(
                    use.protocol, use.accountId, total.bytesIn, total.bytesOut, total.sessions)));
    traffic.sort(Comparator.comparing(Traffic::protocol).thenComparing(Traffic::accountId));
    return traffic;
  }

  private static AccountUse use(ServedConnection connection) {
    return new AccountUse(connection.protocolName(), connection.accountId());
  }

  /** What whoever is logged in has transferred; what was before the first login is his too. */
  private static Total total(ServedConnection connection) {
    LoggedIn who = connection.loggedIn();
    return new Total(
        connection.bytesIn() - who.bytesIn(), connection.bytesOut() - who.bytesOut(), 1);
  }
}
