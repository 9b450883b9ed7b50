package org.postern.admin.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.admin.ApiFragment;
import org.postern.admin.Editions;
import org.postern.admin.Problem;
import org.postern.directory.Audit;
import org.postern.directory.Directory;
import org.postern.directory.Resolver;
import org.postern.mailbox.StoreAdmin;
import org.postern.net.ListenerChanges;
import org.postern.net.Listeners;
import org.postern.net.LoginThrottle;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.postern.net.Sessions;
import org.postern.settings.Settings;

/**
 * The services that the API administers. Each may be missing for a while; a call that needs it then
 * answers 503 and the rest goes on.
 */
public final class Backends {
  private final Source source;

  /** Where services come from; null for one that is not there. */
  public interface Source {
    <T> T one(Class<T> service);

    <T> List<T> all(Class<T> service);

    /** Whether every bundle has had its turn to start, and its resources are served. */
    boolean started();
  }

  public Backends(Source source) {
    this.source = source;
  }

  public Directory directory() {
    return need(Directory.class, "directory");
  }

  public Audit audit() {
    return need(Audit.class, "directory");
  }

  public Resolver resolver() {
    return need(Resolver.class, "directory");
  }

  public StoreAdmin store() {
    return need(StoreAdmin.class, "store");
  }

  public Optional<StoreAdmin> optionalStore() {
    return Optional.ofNullable(source.one(StoreAdmin.class));
  }

  public Sessions sessions() {
    return need(Sessions.class, "network");
  }

  public Optional<Sessions> optionalSessions() {
    return Optional.ofNullable(source.one(Sessions.class));
  }

  public Listeners listeners() {
    return need(Listeners.class, "network");
  }

  public ListenerChanges listenerChanges() {
    return need(ListenerChanges.class, "network");
  }

  public Optional<LoginThrottle> throttle() {
    return Optional.ofNullable(source.one(LoginThrottle.class));
  }

  public Optional<Settings> settings() {
    return Optional.ofNullable(source.one(Settings.class));
  }

  /** Empty in a server that is the base edition for good. */
  public Optional<Editions> editions() {
    return Optional.ofNullable(source.one(Editions.class));
  }

  /** Empty where the API is served by others. */
  public Optional<AdminPorts> adminPorts() {
    return Optional.ofNullable(source.one(AdminPorts.class));
  }

  public List<ApiFragment> apiFragments() {
    return source.all(ApiFragment.class);
  }

  public List<MetricSource> metrics() {
    return source.all(MetricSource.class);
  }

  public List<Protocol> protocols() {
    return source.all(Protocol.class);
  }

  /**
   * Whether every bundle has had its turn to start, and its resources are served: before that, what
   * is missing may yet come.
   */
  public boolean started() {
    return source.started();
  }

  /** Whether a service is there now. */
  public boolean has(Class<?> service) {
    return source.one(service) != null;
  }

  private <T> T need(Class<T> service, String what) {
    T found = source.one(service);
    if (found == null) {
      throw Problem.unavailable(what + "-unavailable", "The " + what + " is not running now.");
    }
    return found;
  }

  /** A source of services that are there for good. */
  public static Source fixed(Supplier<List<Object>> services) {
    return new Source() {
      @Override
      public <T> T one(Class<T> service) {
        List<T> all = all(service);
        return all.isEmpty() ? null : all.getFirst();
      }

      @Override
      public <T> List<T> all(Class<T> service) {
        return services.get().stream().filter(service::isInstance).map(service::cast).toList();
      }

      @Override
      public boolean started() {
        return true;
      }
    };
  }
}
