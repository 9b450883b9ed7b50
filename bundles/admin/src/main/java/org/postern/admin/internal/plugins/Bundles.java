package org.postern.admin.internal.plugins;

import jakarta.ws.rs.core.EntityTag;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.admin.Problem;

/** The bundles of the framework, why one does not work, and starting and stopping them. */
final class Bundles {
  private static final String CAUSE = "Caused by: ";
  private static final String ENTITLEMENT = "org.postern.entitlement";
  private static final int OURS = 10;
  private static final Set<String> CORE =
      Set.of(
          "org.postern.admin",
          "org.postern.directory",
          "org.postern.license",
          "org.postern.mailbox",
          "org.postern.net",
          "org.postern.settings");
  private final BundleContext context;
  private final ServiceTracker<ServiceComponentRuntime, ServiceComponentRuntime> components;

  Bundles(BundleContext context) {
    this.context = context;
    this.components = new ServiceTracker<>(context, ServiceComponentRuntime.class, null);
    components.open();
  }

  void close() {
    components.close();
  }

  List<Bundle> all() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getBundleId() != 0 && bundle.getSymbolicName() != null)
        .toList();
  }

  Bundle find(String name) {
    return all().stream()
        .filter(bundle -> bundle.getSymbolicName().equals(name))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("plug-in"));
  }

  PluginView view(Bundle bundle) {
    String title = bundle.getHeaders("").get(Constants.BUNDLE_NAME);
    return new PluginView(
        bundle.getSymbolicName(),
        title == null ? bundle.getSymbolicName() : title,
        bundle.getVersion().toString(),
        state(bundle),
        reason(bundle),
        entitlement(bundle),
        isCore(bundle));
  }

  EntityTag tag(Bundle bundle) {
    return new EntityTag(
        bundle.getBundleId() + "-" + bundle.getLastModified() + "-" + bundle.getState());
  }

  static String state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.INSTALLED -> "installed";
      case Bundle.RESOLVED -> isFragment(bundle) ? "attached" : "resolved";
      case Bundle.STARTING -> "starting";
      case Bundle.ACTIVE -> "active";
      case Bundle.STOPPING -> "stopping";
      default -> "uninstalled";
    };
  }

  private static boolean isFragment(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  private static boolean isCore(Bundle bundle) {
    BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
    return CORE.contains(bundle.getSymbolicName())
        || (level != null && level.getStartLevel() < OURS);
  }

  private static String entitlement(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return "base";
    }
    return revision.getDeclaredRequirements(ENTITLEMENT).stream()
        .map(requirement -> requirement.getDirectives().get(Constants.FILTER_DIRECTIVE))
        .filter(Objects::nonNull)
        .map(filter -> filter.replaceAll(".*=([^)]*)\\).*", "$1"))
        .findFirst()
        .orElse("base");
  }

  private String reason(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.INSTALLED -> missing(bundle);
      case Bundle.ACTIVE -> unsatisfied(bundle);
      case Bundle.RESOLVED ->
          isFragment(bundle) ? "" : "It was stopped, or it failed when it was started.";
      default -> "";
    };
  }

  private String missing(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
    List<String> missing =
        revision.getDeclaredRequirements(null).stream()
            .filter(Bundles::isMandatory)
            .filter(requirement -> wiring.findProviders(requirement).isEmpty())
            .map(Bundles::text)
            .toList();
    return missing.isEmpty()
        ? "It is not resolved; start it to see why."
        : "Nothing provides " + String.join(", ", missing) + ".";
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    return !Namespace.RESOLUTION_OPTIONAL.equals(
            requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        && Namespace.EFFECTIVE_RESOLVE.equals(
            requirement
                .getDirectives()
                .getOrDefault(
                    Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE));
  }

  private static String text(BundleRequirement requirement) {
    String filter = requirement.getDirectives().get(Constants.FILTER_DIRECTIVE);
    String what =
        requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
            ? "package"
            : requirement.getNamespace();
    return what + " " + (filter == null ? "" : filter);
  }

  /** What its components wait for. */
  private String unsatisfied(Bundle bundle) {
    ServiceComponentRuntime runtime = components.getService();
    if (runtime == null) {
      return "";
    }
    List<String> reasons = new ArrayList<>();
    for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs(bundle)) {
      if (!runtime.isComponentEnabled(description)) {
        reasons.add(description.name + " is disabled");
        continue;
      }
      for (ComponentConfigurationDTO one : runtime.getComponentConfigurationDTOs(description)) {
        reason(one).ifPresent(why -> reasons.add(description.name + " " + why));
      }
    }
    return String.join("; ", reasons);
  }

  private static Optional<String> reason(ComponentConfigurationDTO component) {
    return switch (component.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          Optional.of("waits for its settings");
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          Optional.of(
              "waits for "
                  + String.join(
                      ", ",
                      Arrays.stream(component.unsatisfiedReferences)
                          .map(Bundles::service)
                          .toList()));
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          Optional.of("failed to start: " + cause(component.failure));
      default -> Optional.empty();
    };
  }

  private static String service(UnsatisfiedReferenceDTO reference) {
    return "a service " + reference.name + (reference.target == null ? "" : " " + reference.target);
  }

  /** What the component said: its own exception is the cause of the one of the reflective call. */
  private static String cause(String failure) {
    String first = firstLine(failure);
    if (!first.startsWith(InvocationTargetException.class.getName())) {
      return first;
    }
    return failure
        .lines()
        .filter(line -> line.startsWith(CAUSE))
        .findFirst()
        .map(line -> line.substring(CAUSE.length()).replaceFirst("^[\\w.$]+: ", ""))
        .orElse(first);
  }

  private static String firstLine(String failure) {
    return failure == null ? "see the log" : failure.lines().findFirst().orElse("see the log");
  }

  void start(Bundle bundle) {
    boolean gated = !entitlement(bundle).equals("base");
    try {
      // A license starts a gated one; the framework must not remember that somebody tried.
      bundle.start(gated ? Bundle.START_TRANSIENT : 0);
    } catch (BundleException e) {
      if (gated && e.getType() == BundleException.ACTIVATOR_ERROR) {
        throw Problem.forbidden("edition-required", firstLine(e.getMessage()))
            .with("requiredEdition", "pro")
            .with("capability", entitlement(bundle));
      }
      throw Problem.conflict("unresolved", "It can't be started: " + firstLine(e.getMessage()))
          .with("reason", reason(bundle));
    }
  }

  void stop(Bundle bundle) {
    if (!entitlement(bundle).equals("base") && bundle.getState() == Bundle.ACTIVE) {
      throw Problem.conflict(
          "kept-by-license",
          "The license keeps it running: disable its listeners in the settings, or remove the"
              + " license.");
    }
    if (isCore(bundle)) {
      throw Problem.conflict("core-bundle", "The server can't be without it.");
    }
    List<String> others = activeUsers(bundle);
    if (!others.isEmpty()) {
      throw Problem.conflict(
              "required-by-others",
              "In use by " + String.join(", ", others) + "; stop these first.")
          .with("requiredBy", others);
    }
    try {
      bundle.stop();
    } catch (BundleException e) {
      throw Problem.conflict("not-stopped", "It can't be stopped: " + firstLine(e.getMessage()));
    }
  }

  private static List<String> activeUsers(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return List.of();
    }
    return wiring.getProvidedWires(null).stream()
        .map(BundleWire::getRequirerWiring)
        .filter(Objects::nonNull)
        .map(BundleWiring::getBundle)
        .filter(user -> user.getState() == Bundle.ACTIVE && !user.equals(bundle))
        .map(Bundle::getSymbolicName)
        .distinct()
        .sorted(java.util.Comparator.comparing(name -> name.toLowerCase(Locale.ROOT)))
        .toList();
  }
}
