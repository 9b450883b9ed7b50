package org.postern.directory.internal;

import java.util.Set;

/** Tells whoever keeps sessions that logins are void. */
interface Revocations {
  /**
   * @param protocols of which; empty for all
   */
  void revoke(Set<String> accountIds, Set<String> protocols, String reason);

  default void revoke(Set<String> accountIds, String reason) {
    revoke(accountIds, Set.of(), reason);
  }
}
