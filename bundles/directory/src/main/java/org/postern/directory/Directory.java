package org.postern.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The administrator's view of domains, accounts, aliases, groups, app passwords and tokens. Every
 * change is durable and visible to the protocols when the call returns. Thread-safe. A {@code
 * revision} argument, where given, must be the current one.
 */
@ProviderType
public interface Directory {

  // Domains
  Page<Domain> domains(Page.Request request) throws DirectoryException;

  Optional<Domain> domain(String name);

  Domain addDomain(String name) throws DirectoryException;

  Domain changeDomain(Domain changed) throws DirectoryException;

  void removeDomain(String name, long revision) throws DirectoryException;

  /** Other names of a domain: mail for {@code x@other} goes to {@code x@domain}. */
  Set<String> domainAliases(String domain) throws DirectoryException;

  void setDomainAliases(String domain, Set<String> aliases) throws DirectoryException;

  // Accounts
  Page<Account> accounts(Page.Request request, AccountFilter filter) throws DirectoryException;

  Optional<Account> account(String id);

  /** By any of its addresses. */
  Optional<Account> accountByAddress(String address);

  /** Refuses a taken address, an unknown domain and a weak password. */
  Account addAccount(String address, String name, String password) throws DirectoryException;

  Account changeAccount(Account changed) throws DirectoryException;

  /** Takes the account out of the directory; its mail is the mailbox bundle's to purge. */
  void removeAccount(String id, long revision) throws DirectoryException;

  /**
   * Also forgets remembered passwords, removes app passwords and tokens, and tells {@link
   * CredentialListener}s.
   */
  void setPassword(String accountId, String password) throws DirectoryException;

  /** All addresses that lead straight to this account, the main one first. */
  List<String> addresses(String accountId) throws DirectoryException;

  void addAddress(String accountId, String address) throws DirectoryException;

  void removeAddress(String accountId, String address) throws DirectoryException;

  List<AppPassword> appPasswords(String accountId) throws DirectoryException;

  /** Makes a random app password; its text is in the answer and nowhere else. */
  NewSecret<AppPassword> addAppPassword(
      String accountId, String name, Set<String> protocols, Optional<Instant> expires)
      throws DirectoryException;

  void removeAppPassword(String accountId, String id) throws DirectoryException;

  /** The limits of the whole server: the default of defaults. */
  Account.Quota serverQuota();

  void setServerQuota(Account.Quota quota) throws DirectoryException;

  // Aliases and groups
  Page<Alias> aliases(Alias.Kind kind, Page.Request request) throws DirectoryException;

  Optional<Alias> alias(String id);

  Alias addAlias(Alias.Kind kind, String address, String name, List<String> members)
      throws DirectoryException;

  Alias changeAlias(Alias changed) throws DirectoryException;

  void removeAlias(String id, long revision) throws DirectoryException;

  // Administrators and their tokens
  Page<Admin> admins(Page.Request request) throws DirectoryException;

  Optional<Admin> admin(String id);

  Admin addAdmin(String name, Role role, Set<String> domains) throws DirectoryException;

  Admin changeAdmin(Admin changed) throws DirectoryException;

  /** Refuses the last server administrator. */
  void removeAdmin(String id, long revision) throws DirectoryException;

  List<Token> tokens(Optional<String> ownerId);

  NewSecret<Token> addToken(NewToken token) throws DirectoryException;

  void removeToken(String id) throws DirectoryException;

  /**
   * Who a bearer token belongs to, if it is right, not expired and used from an allowed address.
   * Constant-time.
   */
  Optional<Principal> principal(String bearerToken, String clientAddress);

  /** Whether there is no administrator yet: then, and only then, set-up is open. */
  boolean needsSetup();

  /** Narrows a list of accounts; empty members do not filter. */
  record AccountFilter(
      Optional<String> domain, Optional<String> address, Optional<Account.State> state) {
    public static final AccountFilter ALL =
        new AccountFilter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * A password for one program; {@code protocols} is where it may be used, empty for everywhere.
   */
  record AppPassword(
      String id,
      String name,
      Set<String> protocols,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt) {}

  /** What an administrator may do; see the scopes of each role in the REST documentation. */
  enum Role {
    SERVER_ADMIN,
    DOMAIN_ADMIN,
    HELPDESK,
    AUDITOR,
    /** An account, for itself. */
    ACCOUNT
  }

  record Admin(
      String id,
      String name,
      Role role,
      Set<String> domains,
      boolean enabled,
      Instant createdAt,
      long revision) {}

  record NewToken(
      String ownerId,
      String name,
      Set<String> scopes,
      Set<String> domains,
      List<String> addresses,
      Optional<Instant> expiresAt) {}

  record Token(
      String id,
      String ownerId,
      String name,
      Set<String> scopes,
      Set<String> domains,
      List<String> addresses,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt) {}

  /** A secret just made; {@code secret} is shown once and kept only as a hash. */
  record NewSecret<T>(T entry, String secret) {
    @Override
    public String toString() {
      return "NewSecret[" + entry + "]";
    }
  }

  /**
   * Who acts over REST.
   *
   * @param scopes what the role and the token allow together, e.g. {@code accounts:write}
   * @param domains the only domains it may see; empty for all
   */
  record Principal(
      String id, String name, Role role, Set<String> scopes, Set<String> domains, String tokenId) {}
}
