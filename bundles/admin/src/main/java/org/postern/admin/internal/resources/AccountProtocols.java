package org.postern.admin.internal.resources;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.postern.admin.internal.rest.Checks;

/** The switches of an account's protocols. */
final class AccountProtocols {
  /** Those with a switch on every account. */
  static final Set<String> KNOWN = Set.of("pop3", "imap", "submission");

  private AccountProtocols() {}

  /** What has to be kept: a switch that says what holds anyway is not. */
  static Map<String, Boolean> kept(Map<String, Boolean> given, String pointer, Checks checks) {
    Map<String, Boolean> kept = new HashMap<>();
    if (given != null) {
      given.forEach(
          (name, on) -> {
            if (on == null) {
              checks.add(pointer + "/" + name, "wrong-type", "Must be true or false.");
            } else if (!on || !KNOWN.contains(name)) {
              kept.put(name, on);
            }
          });
    }
    return kept;
  }
}
