package org.postern.directory;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service that is told, before the change is acknowledged, that logins of an account are void:
 * its sessions end.
 */
@ConsumerType
public interface CredentialListener {
  void revoked(String accountId, String reason);
}
