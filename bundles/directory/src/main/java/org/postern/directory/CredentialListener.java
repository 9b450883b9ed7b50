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
   * @param reason for the log and the person, without secrets
   */
  void revoked(Set<String> accountIds, String reason);
}
