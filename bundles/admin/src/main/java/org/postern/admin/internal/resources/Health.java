package org.postern.admin.internal.resources;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.admin.Editions;
import org.postern.admin.internal.AdminPorts;
import org.postern.admin.internal.Backends;
import org.postern.directory.Directory;
import org.postern.mailbox.StoreAdmin;
import org.postern.net.Listeners;

/** How the parts of the server are. */
public final class Health {
  private static final long LOW_SPACE = 256L << 20;
  private final Backends backends;

  public Health(Backends backends) {
    this.backends = backends;
  }

  /** Worse is later. */
  public enum State {
    OK,
    DEGRADED,
    DOWN
  }

  /**
   * @param detail what is wrong and what to do; empty when all is well
   */
  public record Component(String id, State status, String detail) {}

  public List<Component> components() {
    List<Component> all = new ArrayList<>();
    if (!backends.started()) {
      all.add(
          new Component("server", State.DOWN, "The server is starting; ask again in a moment."));
    }
    all.add(directory());
    all.add(store());
    all.addAll(listeners());
    backends.adminPorts().ifPresent(admin -> all.addAll(admin(admin)));
    all.addAll(settings());
    backends.editions().map(Health::license).ifPresent(all::add);
    return all;
  }

  private static Component license(Editions editions) {
    List<String> problems = editions.problems();
    return new Component(
        "license", problems.isEmpty() ? State.OK : State.DEGRADED, String.join(" ", problems));
  }

  private static List<Component> admin(AdminPorts admin) {
    return admin.ports().stream()
        .map(
            port ->
                new Component(
                    "listener:" + port.id(),
                    port.obstacle().isEmpty() ? State.OK : State.DEGRADED,
                    port.obstacle()))
        .toList();
  }

  /** Settings files that are refused: the server runs, but not as its administrator wants it. */
  private List<Component> settings() {
    return backends.settings().stream()
        .flatMap(settings -> settings.problems().stream())
        .map(
            problem ->
                new Component("settings:" + problem.pid(), State.DEGRADED, problem.toString()))
        .toList();
  }

  public State state() {
    return worst(components());
  }

  static State worst(List<Component> components) {
    return components.stream()
        .map(Component::status)
        .max(Comparator.naturalOrder())
        .orElse(State.OK);
  }

  private Component directory() {
    if (!backends.has(Directory.class)) {
      return new Component(
          "directory", State.DOWN, "The directory is not running; see /plugins for the reason.");
    }
    try {
      backends.directory().serverQuota();
      return new Component("directory", State.OK, "");
    } catch (RuntimeException e) {
      return new Component("directory", State.DOWN, "The directory can't be read.");
    }
  }

  private Component store() {
    if (!backends.has(StoreAdmin.class)) {
      return new Component(
          "store", State.DOWN, "The mail store is not running; see /plugins for the reason.");
    }
    Optional<String> trouble = backends.store().trouble();
    if (trouble.isPresent()) {
      return new Component("store", State.DOWN, trouble.get());
    }
    long free = backends.store().figures().freeBytes();
    return free < LOW_SPACE
        ? new Component(
            "store", State.DEGRADED, "Only " + (free >> 20) + " MiB are free on the disk.")
        : new Component("store", State.OK, "");
  }

  private List<Component> listeners() {
    if (!backends.has(Listeners.class)) {
      return List.of(
          new Component(
              "network", State.DOWN, "No ports are served; see /plugins for the reason."));
    }
    return backends.listeners().list().stream()
        .map(
            listener ->
                new Component(
                    "listener:" + listener.id(),
                    listener.open() || listener.reason().contains("disabled")
                        ? State.OK
                        : State.DEGRADED,
                    listener.reason()))
        .toList();
  }
}
