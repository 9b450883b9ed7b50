package org.postern.admin.internal.http;

import jakarta.servlet.ServletException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.admin.AdminResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources that other bundles contribute. A change is told a moment after the last of several,
 * so that a start of ten bundles is one change.
 */
final class Contributions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Contributions.class);
  private static final long QUIET_MILLIS = 50;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("admin-resources").daemon().factory());
  private final ServiceTracker<AdminResource, AdminResource> tracker;
  private Listener listener;
  private ScheduledFuture<?> pending;

  /** Is told that there are other resources. */
  @FunctionalInterface
  interface Listener {
    void changed() throws ServletException;
  }

  Contributions(BundleContext context) {
    tracker =
        new ServiceTracker<>(context, AdminResource.class, null) {
          @Override
          public AdminResource addingService(ServiceReference<AdminResource> reference) {
            AdminResource resource = super.addingService(reference);
            changed();
            return resource;
          }

          @Override
          public void removedService(
              ServiceReference<AdminResource> reference, AdminResource resource) {
            super.removedService(reference, resource);
            changed();
          }
        };
    tracker.open();
  }

  List<AdminResource> now() {
    return List.copyOf(tracker.getTracked().values());
  }

  /** Whether the listener knows all of them. */
  synchronized boolean told() {
    return pending == null || pending.isDone();
  }

  synchronized void onChange(Listener told) {
    listener = told;
  }

  private synchronized void changed() {
    if (listener == null || timer.isShutdown()) {
      return;
    }
    if (pending != null) {
      pending.cancel(false);
    }
    pending = timer.schedule(this::tell, QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tell() {
    try {
      listener.changed();
    } catch (ServletException | RuntimeException e) {
      LOG.error("a bundle contributes a resource that can't be served; the API is as before", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    tracker.close();
  }
}
