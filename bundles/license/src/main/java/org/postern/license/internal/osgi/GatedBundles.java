package org.postern.license.internal.osgi;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.postern.net.Listeners;
import org.postern.net.Protocol;

/** The installed bundles that a license opens, and how they are. */
public final class GatedBundles {
  private static final String NAMESPACE = "org.postern.entitlement";
  private static final Pattern FEATURE = Pattern.compile("\\(entitlement=([a-z0-9.-]+)\\)");

  private final BundleContext context;

  public GatedBundles(BundleContext context) {
    this.context = context;
  }

  /** Those that the feature opens; gated bundles of any feature when it is empty. */
  public List<Bundle> of(Optional<String> feature) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> feature(bundle).isPresent())
        .filter(bundle -> feature.isEmpty() || feature(bundle).equals(feature))
        .toList();
  }

  /** The feature that the bundle waits for; empty when it is not gated. */
  static Optional<String> feature(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    return revision == null
        ? Optional.empty()
        : revision.getDeclaredRequirements(NAMESPACE).stream()
            .map(requirement -> requirement.getDirectives().get(Constants.FILTER_DIRECTIVE))
            .filter(Objects::nonNull)
            .map(FEATURE::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .findFirst();
  }

  /** The names of the protocols that the bundle serves now. */
  public Set<String> protocols(Bundle bundle) {
    ServiceReference<?>[] registered = bundle.getRegisteredServices();
    Set<String> names = new TreeSet<>();
    for (ServiceReference<?> reference :
        registered == null ? new ServiceReference<?>[0] : registered) {
      if (serves(reference) && context.getService(reference) instanceof Protocol protocol) {
        names.add(protocol.name());
        context.ungetService(reference);
      }
    }
    return names;
  }

  private static boolean serves(ServiceReference<?> reference) {
    return List.of((String[]) reference.getProperty(Constants.OBJECTCLASS))
        .contains(Protocol.class.getName());
  }

  /** Why the bundle does not do its work; empty when it does, with its ports open. */
  public Optional<String> obstacle(Bundle bundle, Optional<String> refusal) {
    if (bundle.getState() != Bundle.ACTIVE) {
      return Optional.of(refusal.orElse(bundle.getSymbolicName() + " has not started"));
    }
    Set<String> protocols = protocols(bundle);
    if (protocols.isEmpty()) {
      return promisesProtocol(bundle)
          ? Optional.of(
              bundle.getSymbolicName()
                  + " has started but serves nothing; see /plugins and the log")
          : Optional.empty();
    }
    return listeners()
        .filter(listener -> protocols.contains(listener.protocol()))
        // Closed by the administrator's own settings: as it should be.
        .filter(listener -> listener.enabled() && !listener.open())
        .map(listener -> listener.id() + " is not open: " + listener.reason())
        .findFirst()
        .or(() -> unheard(protocols));
  }

  private Optional<String> unheard(Set<String> protocols) {
    Set<String> missing = new TreeSet<>(protocols);
    listeners().forEach(listener -> missing.remove(listener.protocol()));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("no port of " + String.join(", ", missing) + " is open yet");
  }

  private Stream<Listeners.Listener> listeners() {
    ServiceReference<Listeners> reference = context.getServiceReference(Listeners.class);
    Listeners listeners = reference == null ? null : context.getService(reference);
    return listeners == null ? Stream.empty() : listeners.list().stream();
  }

  private static boolean promisesProtocol(Bundle bundle) {
    return bundle.adapt(BundleRevision.class).getDeclaredCapabilities("osgi.service").stream()
        .map(capability -> capability.getAttributes().get(Constants.OBJECTCLASS))
        .anyMatch(
            promised -> promised instanceof List<?> all && all.contains(Protocol.class.getName()));
  }
}
