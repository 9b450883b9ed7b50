package org.postern.admin.internal.resources;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.admin.Problem;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Account;

/** The switches of an account's protocols. */
final class AccountProtocols {
  /** Those with a switch on every account. */
  static final Set<String> KNOWN = Set.of("pop3", "imap", "submission");

  private AccountProtocols() {}

  /**
   * Refuses to turn on what the edition lacks or has no seat for.
   *
   * @param asked what the caller turns on in so many words
   * @param more what an account gets that had it not before, asked for or by default
   */
  static void allow(Backends backends, Set<String> asked, Set<String> more) {
    for (String protocol : KNOWN) {
      backends
          .editions()
          .filter(editions -> asked.contains(protocol) || more.contains(protocol))
          .flatMap(editions -> editions.enabling(protocol))
          // That it is on by default where there is none of it is nobody's request.
          .filter(
              denial ->
                  denial.code().equals("edition-required")
                      ? asked.contains(protocol)
                      : more.contains(protocol))
          .ifPresent(
              denial -> {
                throw Problem.forbidden(denial.code(), denial.detail())
                    .with("requiredEdition", denial.requiredEdition())
                    .with("capability", protocol);
              });
    }
  }

  /** Those turned on in a body. */
  static Set<String> on(Map<String, Boolean> given) {
    return given == null
        ? Set.of()
        : KNOWN.stream()
            .filter(name -> Boolean.TRUE.equals(given.get(name)))
            .collect(Collectors.toSet());
  }

  /** Those that an account can use with this state and these switches. */
  static Set<String> usable(Account.State state, Map<String, Boolean> kept) {
    return switch (state) {
      case ACTIVE, RESTRICTED ->
          KNOWN.stream().filter(name -> kept.getOrDefault(name, true)).collect(Collectors.toSet());
      case FROZEN, DISABLED -> Set.of();
    };
  }

  /** Those that an account could not use, and can after a change: of its switches or its state. */
  static Set<String> more(Account before, Account after) {
    return KNOWN.stream()
        .filter(name -> after.allows(name) && !before.allows(name))
        .collect(Collectors.toSet());
  }

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
