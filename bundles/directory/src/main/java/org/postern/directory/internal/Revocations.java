package org.postern.directory.internal;

import java.util.Set;

/** Tells whoever keeps sessions that logins are void. */
interface Revocations {
  void revoke(Set<String> accountIds, String reason);
}
