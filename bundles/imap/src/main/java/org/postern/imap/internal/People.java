package org.postern.imap.internal;

import java.util.List;
import java.util.Optional;
import org.postern.directory.Account;
import org.postern.directory.Alias;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;

/**
 * Accounts by the names that people know: mailboxes are kept under ids, which nobody sees.
 * Thread-safe.
 */
record People(Resolver resolver) {

  /** The id of the account with this address, which must be its own or lead to it alone. */
  Optional<String> id(String address) {
    if (resolver.resolve(address) instanceof Resolution.Local(List<Resolution.Destination> to)
        && to.size() == 1
        && to.getFirst().detail().isEmpty()) {
      return Optional.of(to.getFirst().account().id());
    }
    return Optional.empty();
  }

  /** The id of the group with this address. */
  Optional<String> group(String address) {
    return address.indexOf('@') < 0 ? Optional.empty() : resolver.group(address).map(Alias::id);
  }

  /** The address of the group with this id. */
  Optional<String> groupAddress(String id) {
    return resolver.group(id).map(Alias::address);
  }

  Optional<String> address(String id) {
    return resolver.account(id).map(Account::address);
  }
}
