package org.postern.net.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.postern.net.ListenerChanges;
import org.postern.net.Listeners.Listener;
import org.postern.net.internal.NetSettings.Binding;
import org.postern.net.internal.NetSettings.ListenerSettings;
import org.postern.settings.Settings;

/**
 * Changes single listeners by the settings file, so that there is one source of what is set. A port
 * is tried before it is written.
 */
final class ListenerMover implements ListenerChanges {
  private static final String PID = "org.postern.net";
  private static final Duration IN_FORCE = Duration.ofSeconds(5);

  private final NetServer server;
  private final Supplier<Optional<Settings>> settings;

  /** One change at a time: each writes the whole list. */
  private final ReentrantLock lock = new ReentrantLock();

  ListenerMover(NetServer server, Supplier<Optional<Settings>> settings) {
    this.server = server;
    this.settings = settings;
  }

  @Override
  public Optional<Place> place(String id) {
    return listener(id).map(found -> place(set(id)));
  }

  private static Place place(ListenerSettings set) {
    return new Place(
        set.enabled().orElse(true), set.address().map(ListenerMover::text), set.port());
  }

  private ListenerSettings set(String id) {
    return server.settings().listeners().getOrDefault(id, ListenerSettings.NONE);
  }

  private Optional<Listener> listener(String id) {
    return server.list().stream().filter(listener -> listener.id().equals(id)).findFirst();
  }

  @Override
  public Optional<Refusal> change(String id, Place place) {
    Optional<InetAddress> address;
    try {
      address = place.address().map(ListenerMover::address);
    } catch (IllegalArgumentException e) {
      return refusal(
          Kind.BAD_ADDRESS, "\"" + place.address().get() + "\" is neither an IP address nor *");
    }
    if (place.port().isPresent()
        && (place.port().getAsInt() < 1 || place.port().getAsInt() > 65535)) {
      return refusal(Kind.BAD_PORT, place.port().getAsInt() + " is not in 1..65535");
    }
    ListenerSettings wanted =
        new ListenerSettings(Optional.of(place.enabled()), address, place.port());
    lock.lock();
    try {
      return change(id, wanted);
    } catch (IOException e) {
      return refusal(Kind.UNAVAILABLE, "the settings can't be written: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private Optional<Refusal> change(String id, ListenerSettings wanted) throws IOException {
    Optional<Listener> before = listener(id);
    Optional<Settings> file = settings.get();
    if (before.isEmpty()) {
      return refusal(Kind.NOT_FOUND, "there is no listener " + id);
    }
    if (file.isEmpty()) {
      return refusal(Kind.UNAVAILABLE, "settings can't be changed now");
    }
    ListenerSettings old = set(id);
    if (place(old).equals(place(wanted))) {
      return Optional.empty();
    }
    Optional<String> obstacle = server.obstacle(id, wanted);
    if (obstacle.isPresent()) {
      return refusal(Kind.NOT_POSSIBLE, obstacle.get());
    }
    Optional<Settings.Problem> refused = write(file.get(), id, wanted);
    if (refused.isPresent()) {
      return refusal(Kind.BAD_SETTINGS, refused.get().reason());
    }
    Optional<Refusal> failed = awaitOpen(id, wanted);
    if (failed.isPresent()) {
      // Somebody else was faster than our try.
      write(file.get(), id, old);
      awaitOpen(id, old);
    }
    return failed;
  }

  private Optional<Settings.Problem> write(Settings file, String id, ListenerSettings wanted)
      throws IOException {
    Map<String, ListenerSettings> all = new TreeMap<>(server.settings().listeners());
    all.put(id, wanted);
    List<String> texts =
        all.entrySet().stream()
            .filter(one -> !place(one.getValue()).equals(place(ListenerSettings.NONE)))
            .map(one -> one.getKey() + "=" + text(one.getValue()))
            .toList();
    Optional<Object> value = texts.isEmpty() ? Optional.empty() : Optional.of(texts);
    return file.change(PID, Map.of("listeners", value));
  }

  /** Configuration Admin tells of new settings in a thread of its own. */
  private Optional<Refusal> awaitOpen(String id, ListenerSettings wanted) {
    long end = System.nanoTime() + IN_FORCE.toNanos();
    Optional<Listener> now = listener(id);
    while (!place(set(id)).equals(place(wanted)) && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    if (!place(set(id)).equals(place(wanted))) {
      return refusal(Kind.UNAVAILABLE, "the settings are written but did not come into force");
    }
    server.settled();
    now = listener(id);
    return now.isEmpty() || now.get().open() || !wanted.enabled().orElse(true)
        ? Optional.empty()
        : refusal(Kind.NOT_POSSIBLE, now.get().reason());
  }

  private static Optional<Refusal> refusal(Kind kind, String reason) {
    return Optional.of(new Refusal(kind, reason));
  }

  private static InetAddress address(String text) {
    return text.equals("*") ? NetSettings.EVERYWHERE : InetAddress.ofLiteral(text);
  }

  private static String text(InetAddress address) {
    return new Binding(address, 0).host();
  }

  /** As {@link SettingsReader} reads it. */
  private static String text(ListenerSettings set) {
    String port = set.port().isPresent() ? Integer.toString(set.port().getAsInt()) : "*";
    String where =
        set.address()
            .map(address -> text(address))
            .map(host -> (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port)
            .orElse(set.port().isPresent() ? port : "");
    return set.enabled().orElse(true) ? where : ("off " + where).strip();
  }
}
