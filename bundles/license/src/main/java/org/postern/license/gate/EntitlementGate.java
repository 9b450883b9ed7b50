package org.postern.license.gate;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The activator of a gated bundle, and the authority on whether it runs: nothing else can make it
 * ACTIVE, so no service, configuration or start by hand gets around it. While the bundle runs, this
 * alone stops it: when the license changes, at its end, and a little after the license bundle is
 * gone. Named by {@link Entitled}, not used directly.
 */
public final class EntitlementGate implements BundleActivator, ServiceListener {
  /** How long the license bundle may be away: for its update. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  // A timer runs by a clock that stands still while the machine sleeps: look again now and then.
  private static final Duration LONGEST = Duration.ofHours(1);

  private BundleContext context;
  private Filter condition;
  private Suppliers suppliers;
  private ScheduledExecutorService timer;
  private ScheduledFuture<?> next;
  private ServiceRegistration<Admission> admitted;
  private volatile Admission admission;
  private volatile boolean stopped;

  @Override
  public void start(BundleContext context) throws BundleException {
    String name = context.getBundle().getSymbolicName();
    try {
      open(context);
    } catch (SecurityException | IllegalStateException | InvalidSyntaxException e) {
      stop(context);
      throw new BundleException(
          name + " is not started: " + e.getMessage(), BundleException.ACTIVATOR_ERROR, e);
    }
  }

  private void open(BundleContext context) throws InvalidSyntaxException {
    this.context = context;
    condition = condition(context.getBundle());
    suppliers = new Suppliers(context);
    timer = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    // Before the first look: a license that comes in between is then not missed.
    context.addServiceListener(
        this, "(&(objectClass=" + Supplier.class.getName() + ")" + Suppliers.FILTER + ")");
    admission = admit();
    // A factory, so that a component that is made anew after a renewal gets the renewed license,
    // while one that runs is left alone.
    admitted =
        context.registerService(
            Admission.class,
            new ServiceFactory<>() {
              @Override
              public Admission getService(Bundle bundle, ServiceRegistration<Admission> to) {
                return admission;
              }

              @Override
              public void ungetService(
                  Bundle bundle, ServiceRegistration<Admission> to, Admission admission) {}
            },
            null);
    recheckAtEnd();
  }

  private static Filter condition(Bundle bundle) throws InvalidSyntaxException {
    for (BundleRequirement requirement :
        bundle.adapt(BundleRevision.class).getDeclaredRequirements(Entitled.NAMESPACE)) {
      String filter = requirement.getDirectives().get("filter");
      if (filter != null) {
        return FrameworkUtil.createFilter(filter);
      }
    }
    throw new IllegalStateException("it names no feature of a license");
  }

  @Override
  public synchronized void stop(BundleContext context) {
    stopped = true;
    context.removeServiceListener(this);
    if (timer != null) {
      timer.shutdownNow();
    }
    // What the gate has registered goes with the bundle.
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    recheckIn(event.getType() == ServiceEvent.UNREGISTERING ? GRACE : Duration.ZERO);
  }

  private void recheckAtEnd() {
    recheckIn(admission.until().map(end -> Duration.between(Admission.now(), end)).orElse(LONGEST));
  }

  /** Keeps an earlier appointment: services that come and go can't put off the end. */
  private synchronized void recheckIn(Duration delay) {
    long millis = Math.clamp(delay.toMillis(), 0, LONGEST.toMillis());
    if (stopped || (next != null && next.getDelay(TimeUnit.MILLISECONDS) <= millis)) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    next = timer.schedule(this::recheck, millis, TimeUnit.MILLISECONDS);
  }

  private void recheck() {
    synchronized (this) {
      next = null; // From here on a change needs another look.
    }
    try {
      admission = admit();
      recheckAtEnd();
    } catch (SecurityException | IllegalStateException e) {
      // Not on this thread, which stop() ends.
      Thread.ofVirtual().name("gate-closing").start(this::close);
    }
  }

  private void close() {
    try {
      if (!stopped) {
        // Transient: what the administrator has set for the next start stays.
        context.getBundle().stop(Bundle.STOP_TRANSIENT);
      }
    } catch (BundleException | IllegalStateException e) {
      // Being stopped, updated or uninstalled already.
      recheckIn(GRACE);
    }
  }

  private Admission admit() {
    Set<String> why = new LinkedHashSet<>();
    return suppliers
        .first(text -> judge(text, why))
        .orElseThrow(
            () ->
                new SecurityException(
                    why.isEmpty() ? "no license service answers" : String.join("; ", why)));
  }

  private Optional<Admission> judge(String text, Set<String> why) {
    try {
      Admission admission = new Admission(text);
      if (admission.features().stream()
          .anyMatch(it -> condition.matches(Map.of("entitlement", it)))) {
        return Optional.of(admission);
      }
      note(why, "the license does not include it");
    } catch (SecurityException e) {
      note(why, e.getMessage());
    }
    return Optional.empty();
  }

  private static void note(Set<String> why, String reason) {
    if (why.size() < 5) {
      why.add(reason);
    }
  }
}
