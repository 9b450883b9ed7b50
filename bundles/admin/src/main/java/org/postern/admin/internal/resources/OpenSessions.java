package org.postern.admin.internal.resources;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Problem;
import org.postern.admin.internal.Backends;
import org.postern.net.Sessions;

/** The sessions of all protocols, seen and ended. */
public final class OpenSessions {
  private static final Map<String, Comparator<Sessions.Session>> ORDERS =
      Map.of(
          "since", Comparator.comparing(Sessions.Session::since),
          "bytes", Comparator.comparingLong(s -> s.bytesIn() + s.bytesOut()),
          "bytesIn", Comparator.comparingLong(Sessions.Session::bytesIn),
          "bytesOut", Comparator.comparingLong(Sessions.Session::bytesOut),
          "account", Comparator.comparing(Sessions.Session::account),
          "protocol", Comparator.comparing(Sessions.Session::protocol));
  private final Backends backends;

  public OpenSessions(Backends backends) {
    this.backends = backends;
  }

  Listing<SessionView> list(ListQuery query, Predicate<Sessions.Session> which) {
    Comparator<Sessions.Session> order =
        query.order(ORDERS, ORDERS.get("since")).thenComparing(Sessions.Session::id);
    List<SessionView> all =
        backends.sessions().list().stream()
            .filter(which)
            .filter(
                s ->
                    Texts.contains(s.account(), query.q()) || Texts.contains(s.remote(), query.q()))
            .sorted(order)
            .map(SessionView::of)
            .toList();
    return Listing.of(all, query);
  }

  SessionView find(String id, Predicate<Sessions.Session> which) {
    return backends
        .sessions()
        .find(id)
        .filter(which)
        .map(SessionView::of)
        .orElseThrow(() -> Problem.notFound("session"));
  }

  void end(String id, Predicate<Sessions.Session> which) {
    if (backends.sessions().end(s -> s.id().equals(id) && which.test(s), "administrator") == 0) {
      throw Problem.notFound("session");
    }
  }

  int endAll(Predicate<Sessions.Session> which) {
    return backends.sessions().end(which, "administrator");
  }
}
