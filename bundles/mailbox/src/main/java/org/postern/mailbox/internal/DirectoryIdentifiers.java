package org.postern.mailbox.internal;

import java.util.Optional;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Resolver;
import org.postern.mailbox.internal.james.Identifiers;

/**
 * The identifiers of access rights, as the directory knows them: {@code anyone} is everybody of the
 * owner's domain, for people of one domain need not know that there are others on the server.
 */
record DirectoryIdentifiers(Resolver resolver) implements Identifiers {
  @Override
  public Set<String> groups(String account) {
    return resolver.groups(account);
  }

  @Override
  public boolean anyoneReaches(String owner, String account) {
    Optional<String> domain = domain(owner);
    return domain.isPresent() && domain.equals(domain(account));
  }

  private Optional<String> domain(String account) {
    return resolver
        .account(account)
        .map(Account::address)
        .map(address -> address.substring(address.lastIndexOf('@') + 1));
  }
}
