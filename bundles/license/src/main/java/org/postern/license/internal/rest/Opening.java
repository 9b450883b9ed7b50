package org.postern.license.internal.rest;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.postern.license.internal.osgi.GatedBundles;
import org.postern.license.internal.osgi.ServerEditions;
import org.postern.license.token.Verdict;
import org.postern.net.Sessions;

/** What a license has opened: waits for it, and says what would close. */
final class Opening {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BundleContext context;
  private final ServerEditions editions;
  private final GatedBundles gated;
  private final LongSupplier nanos;

  Opening(BundleContext context, ServerEditions editions, LongSupplier nanos) {
    this.context = context;
    this.editions = editions;
    this.nanos = nanos;
    this.gated = new GatedBundles(context);
  }

  /**
   * Waits until every bundle that the license opens does its work, for ten seconds.
   *
   * @param inForce whether the license still opens them; when not, there is nothing to wait for
   * @return what does not, a sentence each; empty when all is open
   */
  List<String> obstacles(Verdict verdict, BooleanSupplier inForce) {
    long begin = nanos.getAsLong();
    List<String> obstacles = now(verdict);
    while (!obstacles.isEmpty()
        && inForce.getAsBoolean()
        && nanos.getAsLong() - begin < PATIENCE.toNanos()
        && !Thread.interrupted()) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      obstacles = now(verdict);
    }
    return obstacles;
  }

  private List<String> now(Verdict verdict) {
    return verdict.license().stream()
        .flatMap(license -> license.features().stream())
        .flatMap(feature -> editions.bundles(Optional.of(feature)).stream())
        .map(editions::obstacle)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The bundles that are open because of a license. */
  List<Bundle> open() {
    return editions.bundles(Optional.empty()).stream()
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .toList();
  }

  /** What would end with these bundles. */
  Ending ending(List<Bundle> bundles) {
    Set<String> protocols = new LinkedHashSet<>();
    bundles.forEach(bundle -> protocols.addAll(gated.protocols(bundle)));
    ServiceReference<Sessions> reference = context.getServiceReference(Sessions.class);
    Sessions sessions = reference == null ? null : context.getService(reference);
    List<Sessions.Session> open =
        sessions == null
            ? List.of()
            : sessions.list().stream()
                .filter(session -> protocols.contains(session.protocol()))
                .toList();
    long users =
        open.stream()
            .map(Sessions.Session::accountId)
            .filter(id -> !id.isEmpty())
            .distinct()
            .count();
    return new Ending(
        bundles.stream().map(Bundle::getSymbolicName).toList(),
        List.copyOf(protocols),
        open.size(),
        (int) users);
  }

  /**
   * @param sessions open ones
   * @param users accounts that are logged in
   */
  public record Ending(List<String> bundles, List<String> protocols, int sessions, int users) {}
}
