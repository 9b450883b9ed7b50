package org.postern.directory.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Addresses.Parts;
import org.postern.directory.Directory.AccountFilter;
import org.postern.directory.Directory.NewAccount;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/** Accounts with their addresses and main passwords. */
final class Accounts {
  private static final Listing<Account> LISTING =
      new Listing<>(
          "account",
          Rows.ACCOUNT,
          Rows::account,
          "address",
          Map.of(
              "address", Listing.Sort.text("address"),
              "name", Listing.Sort.text("name_key"),
              "createdAt", Listing.Sort.number("created")),
          Optional.of("account_search"));

  private static final int MAX_ADDRESSES = 1_000;

  /** Of one protocol. */
  private static final int MAX_HIDDEN = 100;

  /** Protocols that tell capabilities after a login. */
  private static final Set<String> HIDING = Set.of("imap", "pop3");

  private final Database database;
  private final Passwords passwords;
  private final Revocations revocations;
  private final Ulid ulid;

  Accounts(Database database, Passwords passwords, Revocations revocations, Ulid ulid) {
    this.database = database;
    this.passwords = passwords;
    this.revocations = revocations;
    this.ulid = ulid;
  }

  Page<Account> page(Page.Request request, AccountFilter filter) throws DirectoryException {
    return database.read(
        session -> {
          List<Listing.Where> where = new ArrayList<>();
          Domains.narrow(session, "account", filter.domains()).ifPresent(where::add);
          if (filter.address().isPresent()) {
            Optional<String> id = idByAddress(session, filter.address().get());
            where.add(new Listing.Where("id = ?", id.orElse(""), true));
          }
          if (filter.state().isPresent()) {
            where.add(state(session, filter.state().get()));
          }
          return LISTING.page(session, request, where);
        });
  }

  private static Listing.Where state(Session session, State state) throws SQLException {
    if (state == State.ACTIVE) {
      return new Listing.Where("state = ?", state.ordinal());
    }
    // The second condition shows the planner that the index of those not active fits.
    String condition = "state = ? and state <> 0";
    boolean few =
        session.number(
                "select count(*) from (select 1 from account where " + condition + " limit ?)",
                state.ordinal(),
                Listing.FEW + 1)
            <= Listing.FEW;
    return new Listing.Where(condition, state.ordinal(), few);
  }

  static Optional<Account> find(Session session, String id) throws SQLException {
    return session.one("select " + Rows.ACCOUNT + " from account where id = ?", Rows::account, id);
  }

  /** By any of its addresses, also at a domain alias; not by a subaddress. */
  static Optional<String> idByAddress(Session session, String address)
      throws SQLException, DirectoryException {
    Optional<Parts> parts = org.postern.directory.Addresses.canonical(address);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> domain = AddressTable.domain(session, parts.get().domain());
    if (domain.isEmpty()) {
      return Optional.empty();
    }
    return AddressTable.exact(session, new Parts(parts.get().local(), domain.get()).toString())
        .flatMap(
            target ->
                target instanceof AddressTable.Target.ToAccount(String id)
                    ? Optional.of(id)
                    : Optional.empty());
  }

  /** What is checked and hashed before the database is touched. */
  private record Draft(
      NewAccount given, String name, Map<String, Boolean> protocols, Optional<Secret> secret) {}

  /** A main password as it is stored. */
  record Secret(String hash, Optional<String> scram) {
    @Override
    public String toString() {
      return "Secret";
    }
  }

  List<Account> add(List<NewAccount> accounts) throws DirectoryException {
    List<Draft> drafts = new ArrayList<>(accounts.size());
    for (NewAccount given : accounts) {
      Domains.requireQuota(given.quota());
      String name = Texts.name(given.name());
      Map<String, Boolean> protocols = protocols(given.protocols());
      if (org.postern.directory.Addresses.canonical(given.address()).isEmpty()) {
        throw Refusal.badAddress("/address", given.address());
      }
      Optional<Secret> secret = Optional.empty();
      if (given.password().isPresent()) {
        passwords.requireStrong(given.password().get(), given.address(), name);
        if (accounts.size() == 1) {
          // A hash is dear: not for an address that can't be had. Checked again in the change.
          database.read(
              session -> {
                Parts parts = AddressTable.own(session, given.address(), "/address");
                if (AddressTable.exact(session, parts.toString()).isPresent()) {
                  throw Refusal.conflict(
                      "address-taken", "/address", "The address " + parts + " is taken.");
                }
                return parts;
              });
        }
        secret = Optional.of(passwords.secret(given.password().get()));
      }
      drafts.add(new Draft(given, name, protocols, secret));
    }
    return database.write(
        session -> {
          List<Account> added = new ArrayList<>(drafts.size());
          for (Draft draft : drafts) {
            added.add(add(session, draft));
          }
          return List.copyOf(added);
        });
  }

  private Account add(Session session, Draft draft) throws SQLException, DirectoryException {
    Parts parts = AddressTable.own(session, draft.given.address(), "/address");
    var now = Texts.now();
    Account account =
        new Account(
            ulid.next(),
            parts.toString(),
            draft.name,
            draft.given.state(),
            draft.given.quota(),
            draft.protocols,
            Map.of(),
            now,
            now,
            1);
    // The address comes second because it refers to the account: a taken one undoes both.
    if (AddressTable.exact(session, account.address()).isPresent()) {
      throw Refusal.conflict("address-taken", "/address", "The address " + parts + " is taken.");
    }
    session.run(
        "insert into account (id, address, domain, name, name_key, state, quota_bytes,"
            + " quota_messages, protocols, created, updated, revision, password, scram, folded)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        account.id(),
        account.address(),
        parts.domain(),
        account.name(),
        Texts.fold(account.name()),
        account.state().ordinal(),
        account.quota().bytes(),
        account.quota().messages(),
        Rows.packed(account.protocols()),
        now,
        now,
        account.revision(),
        draft.secret.map(Secret::hash),
        draft.secret.flatMap(Secret::scram),
        Texts.searchable(List.of(account.address()), account.name()));
    AddressTable.addForAccount(session, parts, account.id(), "/address");
    return account;
  }

  Account change(Account changed) throws DirectoryException {
    Domains.requireQuota(changed.quota());
    String name = Texts.name(changed.name());
    Map<String, Boolean> protocols = protocols(changed.protocols());
    Map<String, Set<String>> hidden = hidden(changed.hiddenCapabilities());
    LostRights lost = new LostRights();
    Account result =
        database.write(
            session -> {
              Account current = require(session, changed.id());
              Refusal.requireRevision(
                  "account", current.address(), changed.revision(), current.revision());
              Parts address = AddressTable.own(session, changed.address(), "/address");
              Account next =
                  new Account(
                      current.id(),
                      address.toString(),
                      name,
                      changed.state(),
                      changed.quota(),
                      protocols,
                      hidden,
                      current.createdAt(),
                      Texts.now(),
                      current.revision() + 1);
              if (!next.address().equals(current.address())) {
                changeMainAddress(session, current, address);
              }
              session.run(
                  "update account set address = ?, domain = ?, name = ?, name_key = ?, state = ?,"
                      + " quota_bytes = ?, quota_messages = ?, protocols = ?, hidden = ?,"
                      + " updated = ?, revision = ? where id = ?",
                  next.address(),
                  address.domain(),
                  next.name(),
                  Texts.fold(next.name()),
                  next.state().ordinal(),
                  next.quota().bytes(),
                  next.quota().messages(),
                  Rows.packed(next.protocols()),
                  Rows.packedNames(next.hiddenCapabilities()),
                  next.updatedAt(),
                  next.revision(),
                  next.id());
              refold(session, next.id(), next.address(), next.name());
              lost.of(current, next);
              String left = current.address().substring(current.address().lastIndexOf('@') + 1);
              if (!left.equals(address.domain())) {
                lost.of(Domains.require(session, left), Domains.require(session, address.domain()));
              }
              return next;
            });
    lost.tell(revocations, Set.of(result.id()));
    return result;
  }

  private static void changeMainAddress(Session session, Account current, Parts address)
      throws SQLException, DirectoryException {
    Optional<AddressTable.Target> target = AddressTable.exact(session, address.toString());
    boolean ownAlready =
        target.equals(Optional.of(new AddressTable.Target.ToAccount(current.id())));
    if (!ownAlready) {
      AddressTable.addForAccount(session, address, current.id(), "/address");
    }
    AddressTable.remove(session, current.address(), Optional.of(address.toString()));
  }

  void remove(String id, long revision) throws DirectoryException {
    database.change(
        session -> {
          Account current = require(session, id);
          Refusal.requireRevision("account", current.address(), revision, current.revision());
          for (String address : addresses(session, current)) {
            AddressTable.remove(session, address, Optional.empty());
          }
          forgetCredentials(session, id);
          session.run("delete from account where id = ?", id);
        });
    revocations.revoke(Set.of(id), "The account was removed.");
  }

  void setPassword(String id, String password) throws DirectoryException {
    Account account = database.read(session -> require(session, id));
    passwords.requireStrong(password, account.address(), account.name());
    Secret secret = passwords.secret(password);
    database.change(
        session -> {
          if (session.run(
                  "update account set password = ?, scram = ?, updated = ?, revision = revision + 1"
                      + " where id = ?",
                  secret.hash(),
                  secret.scram(),
                  Texts.now(),
                  id)
              == 0) {
            throw Refusal.notFound("account", id);
          }
          forgetCredentials(session, id);
        });
    revocations.revoke(Set.of(id), "The password was changed.");
  }

  private static void forgetCredentials(Session session, String id) throws SQLException {
    session.run("delete from app_password where account = ?", id);
    session.run("delete from token where owner = ?", id);
  }

  List<String> addresses(String id) throws DirectoryException {
    return database.read(session -> addresses(session, require(session, id)));
  }

  private static List<String> addresses(Session session, Account account) throws SQLException {
    return session.list(
        "select address from address where account = ?1 order by address <> ?2, address",
        row -> row.getString(1),
        account.id(),
        account.address());
  }

  void addAddress(String id, String address) throws DirectoryException {
    database.change(
        session -> {
          Account account = require(session, id);
          Parts parts = AddressTable.own(session, address, "/address");
          if (AddressTable.exact(session, parts.toString())
              .equals(Optional.of(new AddressTable.Target.ToAccount(id)))) {
            return;
          }
          if (addresses(session, account).size() >= MAX_ADDRESSES) {
            throw Refusal.conflict(
                "too-many-addresses",
                "/address",
                "An account has at most " + MAX_ADDRESSES + " addresses.");
          }
          AddressTable.addForAccount(session, parts, id, "/address");
          touch(session, account);
        });
  }

  void removeAddress(String id, String address) throws DirectoryException {
    database.change(
        session -> {
          Account account = require(session, id);
          Parts parts = AddressTable.own(session, address, "/address");
          if (parts.toString().equals(account.address())) {
            throw Refusal.conflict(
                "main-address",
                "/address",
                parts + " is the main address: change it to another one first.");
          }
          if (!AddressTable.exact(session, parts.toString())
              .equals(Optional.of(new AddressTable.Target.ToAccount(id)))) {
            throw Refusal.notFound("address of " + account.address(), parts.toString());
          }
          AddressTable.remove(session, parts.toString(), Optional.empty());
          touch(session, account);
        });
  }

  private static void touch(Session session, Account account) throws SQLException {
    session.run(
        "update account set updated = ?, revision = revision + 1 where id = ?",
        Texts.now(),
        account.id());
    refold(session, account.id(), account.address(), account.name());
  }

  private static void refold(Session session, String id, String address, String name)
      throws SQLException {
    List<String> all =
        session.list(
            "select address from address where account = ?1 order by address <> ?2, address",
            row -> row.getString(1),
            id,
            address);
    session.run("update account set folded = ? where id = ?", Texts.searchable(all, name), id);
  }

  static Account require(Session session, String id) throws SQLException, DirectoryException {
    return find(session, id).orElseThrow(() -> Refusal.notFound("account", id));
  }

  /** Protocol names, lower case. */
  static Map<String, Boolean> protocols(Map<String, Boolean> given) throws DirectoryException {
    Map<String, Boolean> protocols = new TreeMap<>();
    for (Map.Entry<String, Boolean> entry : new LinkedHashMap<>(given).entrySet()) {
      protocols.put(protocol(entry.getKey(), "/protocols"), entry.getValue());
    }
    return java.util.Collections.unmodifiableMap(protocols);
  }

  /** Names of capabilities, upper case; protocols of which none is hidden are left out. */
  private static Map<String, Set<String>> hidden(Map<String, Set<String>> given)
      throws DirectoryException {
    Map<String, Set<String>> hidden = new TreeMap<>();
    for (Map.Entry<String, Set<String>> entry : given.entrySet()) {
      String protocol = protocol(entry.getKey(), "/hiddenCapabilities");
      String pointer = "/hiddenCapabilities/" + protocol;
      Set<String> names = new TreeSet<>();
      for (String name : entry.getValue()) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.matches("[A-Z0-9][A-Z0-9=+._-]{0,63}")) {
          throw Refusal.invalid(
              "bad-capability",
              pointer,
              "\"" + name + "\" is not a capability's name: give one as CAPABILITY tells it.");
        }
        names.add(upper);
      }
      if (names.size() > MAX_HIDDEN) {
        throw Refusal.invalid(
            "bad-capability", pointer, "At most " + MAX_HIDDEN + " capabilities can be hidden.");
      }
      if (!names.isEmpty() && !HIDING.contains(protocol)) {
        throw Refusal.invalid(
            "bad-protocol",
            pointer,
            "Capabilities of imap and pop3 can be hidden, not of " + protocol + ".");
      }
      if (!names.isEmpty()) {
        hidden.put(protocol, java.util.Collections.unmodifiableSet(names));
      }
    }
    return java.util.Collections.unmodifiableMap(hidden);
  }

  static String protocol(String name, String pointer) throws DirectoryException {
    if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
      throw Refusal.invalid(
          "bad-protocol",
          pointer,
          "\"" + name + "\" is not a protocol's name: use pop3, imap, submission ...");
    }
    return name;
  }
}
