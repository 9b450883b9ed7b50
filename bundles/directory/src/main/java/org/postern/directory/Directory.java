package org.postern.directory;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The administrator's view of domains, accounts, aliases, groups, app passwords and tokens. Every
 * change is durable and visible to the protocols when the call returns, or is refused and changes
 * nothing. Thread-safe. A revision, in an argument or in the changed record, must be the current
 * one, else the change is refused as {@link DirectoryException.Kind#STALE}.
 *
 * <p>Names and addresses are taken in any case and with U-labels, and answered canonical. Lists
 * refuse a cursor that is not theirs ({@code bad-cursor}), a sort they don't know ({@code
 * bad-sort}) and a limit out of range ({@code bad-limit}). Methods that declare no {@link
 * DirectoryException} throw {@link java.io.UncheckedIOException} when the database can't be read.
 */
@ProviderType
public interface Directory {

  // Domains
  /** Sorts by {@code name} (the natural order). */
  Page<Domain> domains(Page.Request request) throws DirectoryException;

  Optional<Domain> domain(String name);

  default Domain addDomain(String name) throws DirectoryException {
    return addDomain(new NewDomain(name, true, Optional.empty(), Account.Quota.INHERITED));
  }

  /** Refuses {@code bad-idna} and {@code domain-exists}. */
  Domain addDomain(NewDomain domain) throws DirectoryException;

  /**
   * Changes all but the name and the time of creation. Refuses a catch-all that is no address of
   * this server ({@code unknown-address}). Disabling it, or a protocol, ends its accounts'
   * sessions.
   */
  Domain changeDomain(Domain changed) throws DirectoryException;

  /** Refuses a domain with accounts, aliases or groups ({@code domain-not-empty}). */
  void removeDomain(String name, long revision) throws DirectoryException;

  /** Other names of a domain: mail for {@code x@other} goes to {@code x@domain}. */
  Set<String> domainAliases(String domain) throws DirectoryException;

  /**
   * Refuses a name that is a domain itself or another domain's alias ({@code domain-exists}), and
   * the domain's own name ({@code alias-loop}). Adding one that is there already changes nothing.
   */
  void addDomainAlias(String domain, String alias) throws DirectoryException;

  void removeDomainAlias(String domain, String alias) throws DirectoryException;

  // Accounts
  /**
   * Sorts by {@code address} (the natural order), {@code name} or {@code createdAt}; {@code q}
   * searches all addresses and the name.
   */
  Page<Account> accounts(Page.Request request, AccountFilter filter) throws DirectoryException;

  Optional<Account> account(String id);

  /** By any of its addresses. */
  Optional<Account> accountByAddress(String address);

  default Account addAccount(String address, String name, String password)
      throws DirectoryException {
    return addAccount(NewAccount.of(address, name, password));
  }

  /**
   * Refuses {@code address-taken}, {@code bad-address}, {@code unknown-domain}, {@code
   * weak-password}, {@code bad-name}, {@code bad-quota} and {@code bad-protocol}.
   */
  default Account addAccount(NewAccount account) throws DirectoryException {
    return addAccounts(List.of(account)).getFirst();
  }

  /** Adds all of them or none, in one go; the pointer of a refusal is that of the account alone. */
  List<Account> addAccounts(List<NewAccount> accounts) throws DirectoryException;

  /**
   * Changes address, name, state, quota, protocols and hidden capabilities; refuses what {@link
   * #addAccount} does, and {@code bad-capability}. A new main address replaces the old one, which
   * is free afterwards; one of the account's other addresses may become the main one and stays
   * single. Taking rights away ends the account's sessions.
   */
  Account changeAccount(Account changed) throws DirectoryException;

  /**
   * Takes the account out of the directory with its app passwords and tokens, and its addresses out
   * of aliases, groups and catch-alls; its mail is the mailbox bundle's to purge.
   */
  void removeAccount(String id, long revision) throws DirectoryException;

  /**
   * Also forgets remembered passwords, removes app passwords and tokens, and tells {@link
   * CredentialListener}s. Refuses {@code weak-password}.
   */
  void setPassword(String accountId, String password) throws DirectoryException;

  /** All addresses that lead straight to this account, the main one first. */
  List<String> addresses(String accountId) throws DirectoryException;

  void addAddress(String accountId, String address) throws DirectoryException;

  /** Refuses the main address ({@code main-address}). */
  void removeAddress(String accountId, String address) throws DirectoryException;

  List<AppPassword> appPasswords(String accountId) throws DirectoryException;

  /** Makes a random app password; its text is in the answer and nowhere else. */
  NewSecret<AppPassword> addAppPassword(
      String accountId, String name, Set<String> protocols, Optional<Instant> expires)
      throws DirectoryException;

  void removeAppPassword(String accountId, String id) throws DirectoryException;

  /** The limits of the whole server: the default of defaults. */
  Account.Quota serverQuota();

  /**
   * @param current what the caller has seen; when another is in force the change is stale
   */
  void setServerQuota(Account.Quota current, Account.Quota changed) throws DirectoryException;

  // Aliases and groups
  /**
   * Sorts by {@code address} (the natural order), {@code name} or {@code createdAt}.
   *
   * @param domains canonical names to narrow the list to; empty for all
   */
  Page<Alias> aliases(Alias.Kind kind, Page.Request request, Set<String> domains)
      throws DirectoryException;

  Optional<Alias> alias(String id);

  /**
   * Refuses {@code address-taken}, {@code alias-loop}, a member that is no address of this server
   * ({@code unknown-address}) and an alias without members ({@code no-members}).
   */
  Alias addAlias(Alias.Kind kind, String address, String name, List<String> members)
      throws DirectoryException;

  Alias changeAlias(Alias changed) throws DirectoryException;

  void removeAlias(String id, long revision) throws DirectoryException;

  // Administrators and their tokens
  /** Sorts by {@code name} (the natural order) or {@code createdAt}. */
  Page<Admin> admins(Page.Request request) throws DirectoryException;

  Optional<Admin> admin(String id);

  /** A domain administrator needs domains, a server administrator has no limit. */
  Admin addAdmin(String name, Role role, Set<String> domains) throws DirectoryException;

  /** Refuses to disable or demote the last server administrator ({@code last-admin}). */
  Admin changeAdmin(Admin changed) throws DirectoryException;

  /** Refuses the last server administrator ({@code last-admin}). Its tokens go with it. */
  void removeAdmin(String id, long revision) throws DirectoryException;

  /** Newest first, of one owner (an administrator or an account) or of all. */
  Page<Token> tokens(Page.Request request, Optional<String> ownerId) throws DirectoryException;

  Optional<Token> token(String id);

  /**
   * Refuses an unknown owner, scope ({@code bad-scope}), address block ({@code bad-address-block})
   * or domain, and scopes and domains beyond the owner's ({@code scope-exceeds-own}).
   */
  NewSecret<Token> addToken(NewToken token) throws DirectoryException;

  void removeToken(String id) throws DirectoryException;

  /**
   * Who a bearer token belongs to, if it is right, not expired and used from an allowed address.
   * Constant-time.
   */
  Bearer bearer(String token, InetAddress client);

  /** Whether there is no administrator yet: then, and only then, set-up is open. */
  boolean needsSetup();

  // The database
  /** Writes a consistent copy of the directory while it is in use; the file must not exist. */
  void backup(Path target) throws DirectoryException;

  /** Verifies the database file and its invariants; what is wrong, one finding an entry. */
  List<String> check() throws DirectoryException;

  record NewDomain(String name, boolean enabled, Optional<String> catchAll, Account.Quota quota) {}

  /**
   * @param password empty for an account that nobody can log in to until a password is set
   */
  record NewAccount(
      String address,
      String name,
      Optional<String> password,
      Account.State state,
      Account.Quota quota,
      Map<String, Boolean> protocols) {

    public static NewAccount of(String address, String name, String password) {
      return new NewAccount(
          address,
          name,
          Optional.of(password),
          Account.State.ACTIVE,
          Account.Quota.INHERITED,
          Map.of());
    }

    @Override
    public String toString() {
      return "NewAccount[" + address + "]";
    }
  }

  /**
   * Narrows a list of accounts; empty members do not filter.
   *
   * @param domains canonical names; those of a domain administrator, or one that is asked for
   */
  record AccountFilter(
      Set<String> domains, Optional<String> address, Optional<Account.State> state) {
    public static final AccountFilter ALL =
        new AccountFilter(Set.of(), Optional.empty(), Optional.empty());
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

  /**
   * @param scopes of {@link Scopes#ALL}, {@code area:*} or {@code *}
   * @param domains the limit, empty for the owner's own
   * @param addresses IP addresses or CIDR blocks that it may be used from; empty for anywhere
   */
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
   * @param id of the administrator or account
   * @param scopes what the role and the token allow together, every one spelled out ({@link
   *     Scopes#expand}), e.g. {@code accounts:write}
   * @param domains the only domains it may see; empty for all
   */
  record Principal(
      String id, String name, Role role, Set<String> scopes, Set<String> domains, String tokenId) {}

  /** What a bearer token is worth. */
  sealed interface Bearer {
    record Accepted(Principal principal) implements Bearer {}

    /**
     * @param detail for the person who holds the token
     */
    record Refused(Reason reason, String detail) implements Bearer {}

    /** Why a token is refused; all are 401, the address alone is 403. */
    enum Reason {
      /** Not of the form of a token, or its checksum is wrong: a typing or copying error. */
      MALFORMED,
      /** Well-formed, but never issued or revoked. */
      UNKNOWN,
      EXPIRED,
      /** Its owner is disabled, or may do nothing with it. */
      OWNER_DISABLED,
      ADDRESS_NOT_ALLOWED
    }
  }
}
