package org.postern.admin.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.util.tracker.ServiceTracker;

/** Services of the framework, as they come and go. */
public final class ServiceSource implements Backends.Source, AutoCloseable {
  private final BundleContext context;
  private final Map<Class<?>, ServiceTracker<?, ?>> trackers = new ConcurrentHashMap<>();

  public ServiceSource(BundleContext context) {
    this.context = context;
  }

  @Override
  public <T> T one(Class<T> service) {
    return tracker(service).getService();
  }

  @Override
  public <T> List<T> all(Class<T> service) {
    return List.copyOf(tracker(service).getTracked().values());
  }

  @Override
  public boolean started() {
    // The framework is starting until it has gone through all start levels.
    return context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() != Bundle.STARTING;
  }

  @SuppressWarnings("unchecked") // a tracker is kept under the class that it tracks
  private <T> ServiceTracker<T, T> tracker(Class<T> service) {
    return (ServiceTracker<T, T>)
        trackers.computeIfAbsent(
            service,
            c -> {
              ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, c, null);
              tracker.open();
              return tracker;
            });
  }

  @Override
  public void close() {
    trackers.values().forEach(ServiceTracker::close);
  }
}
