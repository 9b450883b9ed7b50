package org.postern.admin.internal.resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.postern.admin.Problem;
import org.postern.admin.internal.Backends;
import org.postern.settings.Settings;

/** The server's name: one for all protocols, in the settings of those that show it. */
final class ServerName {
  private static final String SMTP = "org.postern.smtp";
  private static final String SMTP_KEY = "hostname";
  private static final String NET = "org.postern.net";
  private static final String NET_KEY = "hostName";

  private final Backends backends;
  private final String machine;

  /**
   * @param machine the name without one that is set
   */
  ServerName(Backends backends, String machine) {
    this.backends = backends;
    this.machine = machine;
  }

  /** The name that is set; empty for the machine's own. */
  Optional<String> set() {
    return backends
        .settings()
        .flatMap(settings -> set(settings, SMTP, SMTP_KEY).or(() -> set(settings, NET, NET_KEY)));
  }

  private static Optional<String> set(Settings settings, String pid, String key) {
    try {
      return settings
          .values(pid)
          .map(values -> values.get(key))
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .filter(name -> !name.isBlank());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param name null for the machine's own
   * @throws Problem 422 when it is no host name; then nothing has changed
   */
  synchronized void change(String name) {
    Settings settings =
        backends
            .settings()
            .orElseThrow(
                () ->
                    Problem.unavailable("settings-unavailable", "Settings can't be changed now."));
    if (name != null && name.isBlank()) {
      throw Problem.invalid(
          "/name", "bad-name", "A name is not empty; null is the machine's own, " + machine + ".");
    }
    Optional<Object> wanted = Optional.ofNullable(name);
    try {
      Optional<String> before = set(settings, SMTP, SMTP_KEY);
      refuse(settings.change(SMTP, Map.of(SMTP_KEY, wanted)));
      Optional<Settings.Problem> refused = settings.change(NET, Map.of(NET_KEY, wanted));
      if (refused.isPresent()) {
        settings.change(SMTP, Map.of(SMTP_KEY, before.map(Object.class::cast)));
        refuse(refused);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuse(Optional<Settings.Problem> refused) {
    if (refused.isPresent()) {
      boolean ours = refused.get().key().equals(SMTP_KEY) || refused.get().key().equals(NET_KEY);
      throw ours
          ? Problem.invalid("/name", "bad-name", refused.get().reason())
          : Problem.conflict(
              "bad-settings-file", refused.get().file() + ": " + refused.get().reason());
    }
  }
}
