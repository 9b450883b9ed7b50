package org.postern.directory.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.Alias;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Domain;
import org.postern.directory.Page;

/** The directory over its database: each concern is a class of its own, put together here. */
final class SqliteDirectory implements Directory {
  private final Database database;
  private final Reads reads;
  private final Domains domains;
  private final Accounts accounts;
  private final AppPasswords appPasswords;
  private final Aliases aliases;
  private final Admins admins;
  private final Tokens tokens;

  SqliteDirectory(
      Database database,
      Reads reads,
      Passwords passwords,
      LastUsed lastUsed,
      Revocations revocations) {
    Ulid ulid = new Ulid();
    this.database = database;
    this.reads = reads;
    this.domains = new Domains(database, revocations);
    this.accounts = new Accounts(database, passwords, revocations, ulid);
    this.appPasswords = new AppPasswords(database, lastUsed, passwords, revocations, ulid);
    this.aliases = new Aliases(database, ulid);
    this.admins = new Admins(database, ulid);
    this.tokens = new Tokens(database, lastUsed, ulid);
  }

  @Override
  public Page<Domain> domains(Page.Request request) throws DirectoryException {
    return domains.page(request);
  }

  @Override
  public Optional<Domain> domain(String name) {
    Optional<String> canonical = org.postern.directory.Addresses.domain(name);
    return canonical.isEmpty()
        ? Optional.empty()
        : Reads.orThrow(() -> reads.domain(canonical.get()));
  }

  @Override
  public Domain addDomain(NewDomain domain) throws DirectoryException {
    return domains.add(domain);
  }

  @Override
  public Domain changeDomain(Domain changed) throws DirectoryException {
    return domains.change(changed);
  }

  @Override
  public void removeDomain(String name, long revision) throws DirectoryException {
    domains.remove(name, revision);
  }

  @Override
  public Set<String> domainAliases(String domain) throws DirectoryException {
    return domains.aliases(domain);
  }

  @Override
  public void addDomainAlias(String domain, String alias) throws DirectoryException {
    domains.addAlias(domain, alias);
  }

  @Override
  public void removeDomainAlias(String domain, String alias) throws DirectoryException {
    domains.removeAlias(domain, alias);
  }

  @Override
  public Page<Account> accounts(Page.Request request, AccountFilter filter)
      throws DirectoryException {
    return accounts.page(request, filter);
  }

  @Override
  public Optional<Account> account(String id) {
    return Reads.orThrow(() -> reads.account(id));
  }

  @Override
  public Optional<Account> accountByAddress(String address) {
    return Reads.orThrow(
        () -> {
          Optional<String> id = database.read(session -> Accounts.idByAddress(session, address));
          return id.isEmpty() ? Optional.empty() : reads.account(id.get());
        });
  }

  @Override
  public List<Account> addAccounts(List<NewAccount> drafts) throws DirectoryException {
    return accounts.add(drafts);
  }

  @Override
  public Account changeAccount(Account changed) throws DirectoryException {
    return accounts.change(changed);
  }

  @Override
  public void removeAccount(String id, long revision) throws DirectoryException {
    accounts.remove(id, revision);
  }

  @Override
  public void setPassword(String accountId, String password) throws DirectoryException {
    accounts.setPassword(accountId, password);
  }

  @Override
  public List<String> addresses(String accountId) throws DirectoryException {
    return accounts.addresses(accountId);
  }

  @Override
  public void addAddress(String accountId, String address) throws DirectoryException {
    accounts.addAddress(accountId, address);
  }

  @Override
  public void removeAddress(String accountId, String address) throws DirectoryException {
    accounts.removeAddress(accountId, address);
  }

  @Override
  public List<AppPassword> appPasswords(String accountId) throws DirectoryException {
    return appPasswords.list(accountId);
  }

  @Override
  public NewSecret<AppPassword> addAppPassword(
      String accountId, String name, Set<String> protocols, Optional<Instant> expires)
      throws DirectoryException {
    return appPasswords.add(accountId, name, protocols, expires);
  }

  @Override
  public void removeAppPassword(String accountId, String id) throws DirectoryException {
    appPasswords.remove(accountId, id);
  }

  @Override
  public Quota serverQuota() {
    return Reads.orThrow(reads::serverQuota);
  }

  @Override
  public void setServerQuota(Quota current, Quota changed) throws DirectoryException {
    Domains.requireQuota(changed);
    database.change(
        session -> {
          if (!Reads.serverQuota(session).equals(current)) {
            throw new DirectoryException(
                Kind.STALE,
                "stale",
                "",
                "The server's quota has changed meanwhile: read it again.");
          }
          Reads.setServerQuota(session, changed);
        });
  }

  @Override
  public Page<Alias> aliases(Alias.Kind kind, Page.Request request, Set<String> domains)
      throws DirectoryException {
    return aliases.page(kind, request, domains);
  }

  @Override
  public Optional<Alias> alias(String id) {
    return Reads.orThrow(() -> aliases.find(id));
  }

  @Override
  public Alias addAlias(Alias.Kind kind, String address, String name, List<String> members)
      throws DirectoryException {
    return aliases.add(kind, address, name, members);
  }

  @Override
  public Alias changeAlias(Alias changed) throws DirectoryException {
    return aliases.change(changed);
  }

  @Override
  public void removeAlias(String id, long revision) throws DirectoryException {
    aliases.remove(id, revision);
  }

  @Override
  public Page<Admin> admins(Page.Request request) throws DirectoryException {
    return admins.page(request);
  }

  @Override
  public Optional<Admin> admin(String id) {
    return Reads.orThrow(() -> admins.find(id));
  }

  @Override
  public Admin addAdmin(String name, Role role, Set<String> limit) throws DirectoryException {
    return admins.add(name, role, limit);
  }

  @Override
  public Admin changeAdmin(Admin changed) throws DirectoryException {
    return admins.change(changed);
  }

  @Override
  public void removeAdmin(String id, long revision) throws DirectoryException {
    admins.remove(id, revision);
  }

  @Override
  public Page<Token> tokens(Page.Request request, Optional<String> ownerId)
      throws DirectoryException {
    return tokens.page(request, ownerId);
  }

  @Override
  public Optional<Token> token(String id) {
    return Reads.orThrow(() -> tokens.find(id));
  }

  @Override
  public NewSecret<Token> addToken(NewToken token) throws DirectoryException {
    return tokens.add(token);
  }

  @Override
  public void removeToken(String id) throws DirectoryException {
    tokens.remove(id);
  }

  @Override
  public Bearer bearer(String token, InetAddress client) {
    return Reads.orThrow(() -> tokens.bearer(token, client));
  }

  @Override
  public boolean needsSetup() {
    return Reads.orThrow(admins::none);
  }

  @Override
  public void backup(Path target) throws DirectoryException {
    try {
      // Made first, so that the hashes in it are never for everyone to read.
      if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            target,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(target);
      }
    } catch (IOException e) {
      DirectoryException refusal =
          new DirectoryException(
              Kind.UNAVAILABLE, "backup-failed", "", "Can't create " + target + ": " + e);
      refusal.initCause(e);
      throw refusal;
    }
    try {
      database.outsideTransaction(session -> session.run("vacuum into ?", target.toString()));
    } catch (DirectoryException e) {
      try {
        Files.deleteIfExists(target);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  @Override
  public List<String> check() throws DirectoryException {
    List<String> findings = new ArrayList<>();
    // On a connection of its own: integrity_check trusts what a connection remembers of the search
    // index, which others may have rewritten since (SQLite 3.54).
    database.outsideTransaction(
        session -> {
          session.run("begin");
          findings.addAll(findings(session));
          session.run("commit");
        });
    return List.copyOf(findings);
  }

  private static List<String> findings(Session session) throws SQLException {
    List<String> findings = new ArrayList<>();
    session
        .list("pragma integrity_check", row -> row.getString(1))
        .forEach(
            line -> {
              if (!line.equals("ok")) {
                findings.add("database: " + line);
              }
            });
    findings.addAll(
        session.list(
            "pragma foreign_key_check",
            row -> row.getString(1) + ": row " + row.getString(2) + " refers to nothing"));
    findings.addAll(
        session.list(
            "select address from account as a where not exists (select 1 from address where"
                + " address = a.address and account = a.id)",
            row -> "account " + row.getString(1) + " does not own its main address"));
    findings.addAll(
        session.list(
            "select address from alias as a where not exists (select 1 from address where"
                + " address = a.address and alias = a.id)",
            row -> "alias " + row.getString(1) + " does not own its address"));
    AuditLog.findings(session).ifPresent(findings::add);
    return findings;
  }
}
