package org.postern.license.internal.osgi;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.admin.AdminResource;
import org.postern.admin.ApiFragment;
import org.postern.admin.Editions;
import org.postern.directory.Audit;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Resolver;
import org.postern.license.LicenseListener;
import org.postern.license.LicenseStatus;
import org.postern.license.Licensing;
import org.postern.license.gate.ClockMark;
import org.postern.license.internal.rest.LicenseResources;
import org.postern.license.internal.state.LicenseFiles;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.token.Build;
import org.postern.license.token.Verdict;
import org.postern.mailbox.Delivery;
import org.postern.net.MetricSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The license in its container: keeps it, and tells those whom it concerns. */
@Component(
    service = {Licensing.class, MetricSource.class},
    immediate = true)
public final class LicenseComponent implements Licensing, MetricSource {
  private static final Logger LOG = LoggerFactory.getLogger(LicenseComponent.class);
  // A timer runs by a clock that stands still while the machine sleeps, and domains change.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("license").daemon().factory());
  private final Audit audit;
  private final Seats seats;
  private final Publication publication;
  private final Extender extender;
  private final PostmasterMail mail;
  private final LicenseKeeper keeper;
  private final ServiceTracker<LicenseListener, LicenseListener> listeners;
  private final ServiceTracker<Delivery, Delivery> deliveries;
  // Of the worker alone.
  private ScheduledFuture<?> pending;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  @Activate
  public LicenseComponent(
      BundleContext context,
      @Reference Directory directory,
      @Reference Resolver resolver,
      @Reference Audit audit) {
    this.audit = audit;
    LicenseFiles files =
        new LicenseFiles(Path.of(context.getProperty("postern.home")).resolve(ClockMark.FOLDER));
    GatedBundles gated = new GatedBundles(context);
    seats = new Seats(directory);
    publication = new Publication(context);
    extender = new Extender(context, gated);
    listeners = new ServiceTracker<>(context, LicenseListener.class, null);
    listeners.open();
    deliveries = new ServiceTracker<>(context, Delivery.class, null);
    deliveries.open();
    mail = new PostmasterMail(directory, resolver, deliveries::getService, files);
    Build build = Build.embedded();
    if (build.trust().root().demo()) {
      LOG.warn("this build trusts the DEMO vendor: anybody can issue licenses for it");
    }
    keeper = new LicenseKeeper(build, files, seats, Instant::now, System::nanoTime, this::changed);
    keeper.problems().forEach(problem -> LOG.error("{}", problem));
    ServerEditions editions = new ServerEditions(keeper, gated, extender, seats);
    registrations.add(context.registerService(Editions.class, editions, null));
    registrations.add(
        context.registerService(ApiFragment.class, LicenseResources.fragment(), null));
    for (AdminResource resource :
        LicenseResources.of(keeper, editions, seats, context, System::nanoTime)) {
      registrations.add(context.registerService(AdminResource.class, resource, null));
    }
    worker.execute(this::look);
  }

  /** Looks at the clock, and again when something is due. */
  private void look() {
    if (pending != null) {
      pending.cancel(false);
    }
    Duration next = LONGEST;
    try {
      next = keeper.refresh();
      mail.look(keeper.verdict(), keeper.now().reading());
    } catch (RuntimeException e) {
      LOG.error("the license could not be looked at; again in a minute", e);
    } finally {
      long millis = Math.clamp(next.toMillis() + 1, 1, LONGEST.toMillis());
      pending = worker.schedule(this::look, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** With the keeper's lock held: hands on, and leaves the rest to the worker. */
  private void changed(Verdict before, Verdict after, Optional<String> supply) {
    boolean other = !publication.offers(supply);
    publication.publish(supply);
    if (other || before == after) {
      extender.changed(after);
    }
    if (!status(before).equals(status(after)) && !worker.isShutdown()) {
      worker.execute(() -> tell(before, after));
      // What is due next is something else now.
      worker.execute(this::look);
    }
  }

  private void tell(Verdict before, Verdict after) {
    LOG.info("the license is {} now {}", after.state(), after.detail());
    mail.look(after, keeper.now().reading());
    if (before.state() != after.state()) {
      audit(before, after);
    }
    for (LicenseListener listener : listeners.getTracked().values()) {
      try {
        listener.changed(status(before), status(after));
      } catch (RuntimeException e) {
        LOG.error("a listener failed at a change of the license", e);
      }
    }
  }

  private void audit(Verdict before, Verdict after) {
    try {
      audit.record(
          new Audit.Entry(
              "",
              Instant.now(),
              "license",
              "",
              "license.state",
              after.license().map(license -> license.lid()).orElse(""),
              Map.of("state", before.state() + " -> " + after.state()),
              "ok"));
    } catch (DirectoryException e) {
      LOG.error("a change of the license is not in the audit: {}", e.getMessage());
    }
  }

  @Override
  public LicenseStatus status() {
    return status(keeper.verdict());
  }

  private static LicenseStatus status(Verdict verdict) {
    boolean on = verdict.state().on();
    return new LicenseStatus(
        LicenseStatus.State.valueOf(verdict.state().name()),
        verdict.reason().code(),
        verdict.detail(),
        on ? verdict.license().orElseThrow().edition() : "base",
        on ? verdict.license().orElseThrow().features() : Set.of(),
        verdict.next());
  }

  @Override
  public List<Sample> samples() {
    return LicenseMetrics.of(keeper.verdict(), keeper.now().reading(), seats.seatsUsed());
  }

  @Deactivate
  void close() {
    registrations.forEach(ServiceRegistration::unregister);
    worker.shutdownNow();
    extender.close();
    keeper.close();
    publication.close();
    listeners.close();
    deliveries.close();
  }
}
