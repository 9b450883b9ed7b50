package org.postern.directory;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A domain that mail is taken for.
 *
 * @param name canonical: lower-case A-labels (RFC 5890)
 * @param enabled a disabled domain refuses mail and logins for now (4xx) and keeps everything
 * @param catchAll the address that gets mail for unknown local parts
 * @param quota the default for its accounts
 * @param protocols switches that were set for all its accounts, by protocol name as in {@link
 *     Account#protocols}; a protocol that is not named is on, where the account's own is too
 * @param revision grows with every change
 */
public record Domain(
    String name,
    boolean enabled,
    Optional<String> catchAll,
    Account.Quota quota,
    Map<String, Boolean> protocols,
    Instant createdAt,
    long revision) {

  /** Whether its accounts may use the protocol, those of which the own switch is on. */
  public boolean allows(String protocol) {
    return protocols.getOrDefault(protocol, true);
  }
}
