package org.postern.launcher;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** The Felix framework with the bundles of a plan in it. */
final class Container {
  /** Above every start level that a feature may use. */
  private static final int TOP = 100;

  private static final String ENTITLEMENT = "org.postern.entitlement";

  private final Framework framework;

  /** Why bundles did not start. */
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  /**
   * @param refused what is wrong with the launcher's own settings: told to the bundles, since they
   *     log it and show it to the administrator
   */
  Container(Plan plan, Home home, List<LauncherSettings.Refused> refused) {
    Map<String, String> properties = new HashMap<>(plan.properties());
    properties.put(Constants.FRAMEWORK_STORAGE, home.cache().toString());
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(TOP));
    properties.put("postern.home", home.folder().toString());
    properties.put("postern.version", Distribution.version());
    properties.put("postern.settings", String.join(",", plan.settings().keySet()));
    plan.settings().forEach((pid, json) -> properties.put("postern.settings." + pid, json));
    for (LauncherSettings.Refused each : refused) {
      properties.put("postern.launcher.refused", each.reason());
      properties.put("postern.launcher.refused.line", Integer.toString(each.line()));
      properties.put(
          "postern.launcher.refused.inForce", each.lastGood() ? "LAST_GOOD" : "DEFAULTS");
    }
    this.framework = new FrameworkFactory().newFramework(properties);
  }

  /** Installs everything, then starts it; returns when all start levels have been gone through. */
  void start(List<Plan.Item> bundles, Distribution distribution)
      throws LaunchException, BundleException, InterruptedException {
    framework.init();
    BundleContext context = framework.getBundleContext();
    for (Plan.Item item : bundles) {
      // "reference:" leaves the jar where it is: nothing is copied at a start.
      Bundle bundle =
          context.installBundle("reference:" + distribution.artifact(item.id()).toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(item.startLevel());
      // A license starts a gated one; an autostart would only fail, loudly, at every boot.
      if (!isFragment(bundle) && !isGated(bundle)) {
        // Takes effect at its start level.
        bundle.start();
      }
    }
    CountDownLatch started = new CountDownLatch(1);
    context.addFrameworkListener(
        event -> {
          if (event.getType() == FrameworkEvent.STARTED) {
            started.countDown();
          } else if (event.getType() == FrameworkEvent.ERROR) {
            failures.put(event.getBundle().getSymbolicName(), reason(event.getThrowable()));
          }
        });
    framework.start();
    started.await();
  }

  /** Bundles that did not start, with the reason: unresolved imports, an activator that failed. */
  Map<String, String> failures() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (!isFragment(bundle) && !isGated(bundle) && bundle.getState() != Bundle.ACTIVE) {
        String name = bundle.getSymbolicName();
        all.put(name, failures.getOrDefault(name, "it is not active"));
      }
    }
    return all;
  }

  private static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  /** Whether it runs under a license only, and starts with that. */
  private static boolean isGated(Bundle bundle) {
    return !bundle.adapt(BundleRevision.class).getDeclaredRequirements(ENTITLEMENT).isEmpty();
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == failure || root.getMessage() == null
        ? String.valueOf(failure)
        : failure.getMessage() + ": " + root;
  }

  void waitUntilStopped() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops all bundles, highest start level first; true when that was done in time. */
  boolean stop(long timeoutMillis) throws BundleException, InterruptedException {
    framework.stop();
    return framework.waitForStop(timeoutMillis).getType() != FrameworkEvent.WAIT_TIMEDOUT;
  }
}
