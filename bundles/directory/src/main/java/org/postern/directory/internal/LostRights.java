package org.postern.directory.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Domain;

/** What accounts may not do any more after a change. For one change. */
final class LostRights {
  private final List<String> reasons = new ArrayList<>();
  private final Set<String> protocols = new HashSet<>();
  private boolean all;

  void of(Account before, Account after) {
    State state = after.state();
    if (before.state() != state && state != State.ACTIVE) {
      reasons.add("The account is " + state.name().toLowerCase(Locale.ROOT) + " now.");
      if (state == State.RESTRICTED) {
        protocols.add("submission");
      } else {
        all = true;
      }
    }
    after
        .protocols()
        .forEach(
            (protocol, on) -> {
              if (!on && before.protocols().getOrDefault(protocol, true)) {
                lost(protocol, "The account");
              }
            });
  }

  void of(Domain before, Domain after) {
    if (before.enabled() && !after.enabled()) {
      reasons.add("The domain " + after.name() + " was disabled.");
      all = true;
    }
    for (Map.Entry<String, Boolean> each : after.protocols().entrySet()) {
      if (!each.getValue() && before.allows(each.getKey())) {
        lost(each.getKey(), "The domain " + after.name());
      }
    }
  }

  private void lost(String protocol, String who) {
    protocols.add(protocol);
    reasons.add(who + " may not use " + protocol + " any more.");
  }

  boolean isEmpty() {
    return reasons.isEmpty();
  }

  /** The logins of these accounts are void as far as that goes. */
  void tell(Revocations revocations, Set<String> accountIds) {
    if (!isEmpty()) {
      revocations.revoke(
          accountIds, all ? Set.of() : Set.copyOf(protocols), String.join(" ", reasons));
    }
  }
}
