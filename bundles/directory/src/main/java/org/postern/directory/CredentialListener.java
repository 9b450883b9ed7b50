package org.postern.directory;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service that is told, before the change is acknowledged, that logins of accounts are void:
 * their sessions end. Called after the change is durable; must not call back into a change.
 */
@ConsumerType
public interface CredentialListener {
  /**
   * @param accountIds one account, or all of a domain at once
   * @param protocols by which they may not log in any more, named as in {@link Account#protocols};
   *     sessions of others go on. Empty: by none
   * @param reason for the log and the person, without secrets
   */
  void revoked(Set<String> accountIds, Set<String> protocols, String reason);
}
