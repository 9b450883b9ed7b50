package org.postern.admin.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.util.tracker.ServiceTracker;

/** Services of the framework, as they come and go. */
public final class ServiceSource implements Backends.Source, AutoCloseable {
  private final BundleContext context;
  private final BooleanSupplier served;
  private volatile boolean started;
  private final Map<Class<?>, ServiceTracker<?, ?>> trackers = new ConcurrentHashMap<>();

  /**
   * @param served whether the API has all resources that bundles contribute
   */
  public ServiceSource(BundleContext context, BooleanSupplier served) {
    this.context = context;
    this.served = served;
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
    // The framework is starting until it has gone through all start levels. Once is enough: a
    // bundle that is installed later does not make the server one that starts.
    if (!started) {
      started =
          context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() != Bundle.STARTING
              && served.getAsBoolean();
    }
    return started;
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
