package org.postern.net.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.postern.net.Sessions;

/** The open sessions, and what ended ones have transferred. Thread-safe. */
final class SessionRegistry implements Sessions {
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
    }
  }

  Collection<ServedConnection> open() {
    return open.values();
  }

  /** Takes one of an account's places for a protocol; false when all are taken. */
  boolean enter(String protocol, String accountId, int limit) {
    return loggedIn.merge(new AccountUse(protocol, accountId), 1, Integer::sum) <= limit
        || leave(protocol, accountId);
  }

  /** Gives the place back; always false. */
  boolean leave(String protocol, String accountId) {
    loggedIn.computeIfPresent(
        new AccountUse(protocol, accountId), (key, count) -> count == 1 ? null : count - 1);
    return false;
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

  private static Total total(ServedConnection connection) {
    return new Total(connection.bytesIn(), connection.bytesOut(), 1);
  }
}
