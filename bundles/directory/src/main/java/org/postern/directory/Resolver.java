package org.postern.directory;

import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Finds where addresses lead, for the protocols. Answers from memory where it can. Thread-safe. */
@ProviderType
public interface Resolver {

  /**
   * Follows an address through aliases, groups, subaddressing (RFC 5233, separator {@code +}) and
   * catch-all.
   *
   * @param address as in an SMTP path, local part and domain in any case, U-labels allowed
   */
  Resolution resolve(String address);

  /**
   * Whether an account may send in the name of this address: its own, or an alias that it is a
   * direct member of.
   */
  boolean maySendAs(String accountId, String address);

  Optional<Account> account(String id);

  /** A group by its id or its address, in any case; not an alias, which is a second name. */
  Optional<Alias> group(String idOrAddress);

  /** The ids of the groups that lead to an account, by way of other groups and aliases too. */
  Set<String> groups(String accountId);

  /** The limits in force for an account: its own, else its domain's, else the server's. */
  Account.Quota quota(String accountId);
}
