package org.postern.license.internal.osgi;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.postern.license.token.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts gated bundles while a license opens them, and never stops one: that is the gate's, in the
 * bundle itself. Two who stopped would race.
 */
final class Extender implements BundleListener, FrameworkListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Extender.class);

  private final BundleContext context;
  private final GatedBundles gated;
  private final Map<Long, String> refusals = new ConcurrentHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("license-extender").factory());
  private volatile Optional<Verdict> license = Optional.empty();

  Extender(BundleContext context, GatedBundles gated) {
    this.context = context;
    this.gated = gated;
    context.addBundleListener(this);
    context.addFrameworkListener(this);
  }

  /** A license is there, another one, or none: what was refused before may start now. */
  void changed(Verdict verdict) {
    license = verdict.state().on() ? Optional.of(verdict) : Optional.empty();
    refusals.clear();
    look();
  }

  /** Why the bundle did not start with the license that there is. */
  Optional<String> refusal(Bundle bundle) {
    return Optional.ofNullable(refusals.get(bundle.getBundleId()));
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    switch (event.getType()) {
      case BundleEvent.INSTALLED, BundleEvent.STOPPED -> look();
      case BundleEvent.UPDATED, BundleEvent.UNINSTALLED -> {
        refusals.remove(event.getBundle().getBundleId());
        look();
      }
      default -> {
        // Nothing that could make a start possible.
      }
    }
  }

  @Override
  public void frameworkEvent(FrameworkEvent event) {
    switch (event.getType()) {
      case FrameworkEvent.STARTED,
          FrameworkEvent.STARTLEVEL_CHANGED,
          FrameworkEvent.PACKAGES_REFRESHED -> {
        refusals.clear();
        look();
      }
      default -> {
        // Nothing that could make a start possible.
      }
    }
  }

  private void look() {
    try {
      worker.execute(this::startAll);
    } catch (RejectedExecutionException e) {
      // This bundle is stopping.
    }
  }

  private void startAll() {
    for (Bundle bundle : gated.of(Optional.empty())) {
      if (mayStart(bundle)) {
        start(bundle);
      }
    }
  }

  private boolean mayStart(Bundle bundle) {
    Bundle framework = context.getBundle(0);
    return (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0
        && !refusals.containsKey(bundle.getBundleId())
        && license
            .flatMap(verdict -> GatedBundles.feature(bundle).filter(verdict::grants))
            .isPresent()
        && framework.getState() != Bundle.STOPPING
        && bundle.adapt(BundleStartLevel.class).getStartLevel()
            <= framework.adapt(FrameworkStartLevel.class).getStartLevel();
  }

  private void start(Bundle bundle) {
    try {
      // Transient: the next start asks the license again, and not the framework's memory.
      bundle.start(Bundle.START_TRANSIENT);
      LOG.info("{} is open: the license includes it", bundle.getSymbolicName());
    } catch (BundleException | IllegalStateException | SecurityException e) {
      refusals.put(bundle.getBundleId(), String.valueOf(e.getMessage()));
      LOG.warn("{} can't be opened: {}", bundle.getSymbolicName(), e.getMessage());
    }
  }

  @Override
  public void close() {
    context.removeBundleListener(this);
    context.removeFrameworkListener(this);
    worker.shutdown();
  }
}
