package org.postern.admin.internal.resources;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.postern.directory.Account;

/**
 * An account as the API shows it.
 *
 * @param protocols every switch, also those that are on because nobody turned them off
 * @param hiddenCapabilities what is hidden from it, by protocol
 * @param deletedAt when it was deleted with {@code purge=false}; null while it is in use
 */
public record AccountView(
    String id,
    String address,
    String name,
    Account.State state,
    QuotaView quota,
    Map<String, Boolean> protocols,
    Map<String, Set<String>> hiddenCapabilities,
    Instant createdAt,
    Instant updatedAt,
    Instant deletedAt) {

  static AccountView of(Account account, Instant deletedAt) {
    return new AccountView(
        account.id(),
        account.address(),
        account.name(),
        account.state(),
        QuotaView.of(account.quota()),
        switches(account),
        account.hiddenCapabilities(),
        account.createdAt(),
        account.updatedAt(),
        deletedAt);
  }

  static Map<String, Boolean> switches(Account account) {
    return switches(account.protocols());
  }

  /** All switches, of which some were set. */
  static Map<String, Boolean> switches(Map<String, Boolean> set) {
    Map<String, Boolean> all =
        new TreeMap<>(Map.of("pop3", true, "imap", true, "submission", true));
    all.putAll(set);
    return all;
  }
}
