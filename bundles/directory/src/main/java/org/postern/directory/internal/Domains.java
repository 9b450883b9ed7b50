package org.postern.directory.internal;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.directory.Account.Quota;
import org.postern.directory.Addresses;
import org.postern.directory.Directory.NewDomain;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Page;

/** Domains and the other names they have. */
final class Domains {
  private static final Listing<Domain> LISTING =
      new Listing<>(
          "domain",
          Rows.DOMAIN,
          Rows::domain,
          "name",
          Map.of("name", Listing.Sort.text("name"), "createdAt", Listing.Sort.number("created")),
          Optional.empty());

  private final Database database;
  private final Revocations revocations;

  Domains(Database database, Revocations revocations) {
    this.database = database;
    this.revocations = revocations;
  }

  Page<Domain> page(Page.Request request) throws DirectoryException {
    return database.read(session -> LISTING.page(session, request, List.of()));
  }

  static Optional<Domain> find(Session session, String name) throws SQLException {
    return session.one("select " + Rows.DOMAIN + " from domain where name = ?", Rows::domain, name);
  }

  Domain add(NewDomain draft) throws DirectoryException {
    String name = canonical(draft.name(), "/name");
    requireQuota(draft.quota());
    return database.write(
        session -> {
          requireFree(session, name, "/name");
          Domain domain =
              new Domain(
                  name, draft.enabled(), Optional.empty(), draft.quota(), Map.of(), Texts.now(), 1);
          session.run(
              "insert into domain (name, enabled, quota_bytes, quota_messages, created, revision,"
                  + " folded) values (?, ?, ?, ?, ?, ?, ?)",
              name,
              domain.enabled(),
              domain.quota().bytes(),
              domain.quota().messages(),
              domain.createdAt(),
              domain.revision(),
              Texts.searchable(List.of("@" + name), ""));
          // A new domain has no address yet, so its catch-all is one of another domain.
          Optional<String> catchAll = catchAll(session, draft.catchAll());
          session.run("update domain set catch_all = ? where name = ?", catchAll, name);
          return new Domain(
              name, domain.enabled(), catchAll, domain.quota(), Map.of(), domain.createdAt(), 1);
        });
  }

  Domain change(Domain changed) throws DirectoryException {
    String name = canonical(changed.name(), "/name");
    requireQuota(changed.quota());
    Map<String, Boolean> protocols = Accounts.protocols(changed.protocols());
    Set<String> out = new HashSet<>();
    LostRights lost = new LostRights();
    Domain result =
        database.write(
            session -> {
              Domain current = require(session, name);
              Refusal.requireRevision("domain", name, changed.revision(), current.revision());
              Domain next =
                  new Domain(
                      name,
                      changed.enabled(),
                      catchAll(session, changed.catchAll()),
                      changed.quota(),
                      protocols,
                      current.createdAt(),
                      current.revision() + 1);
              session.run(
                  "update domain set enabled = ?, catch_all = ?, quota_bytes = ?, quota_messages ="
                      + " ?, protocols = ?, revision = ? where name = ?",
                  next.enabled(),
                  next.catchAll(),
                  next.quota().bytes(),
                  next.quota().messages(),
                  Rows.packed(next.protocols()),
                  next.revision(),
                  name);
              lost.of(current, next);
              if (!lost.isEmpty()) {
                out.addAll(
                    session.list(
                        "select id from account where domain = ?", row -> row.getString(1), name));
              }
              return next;
            });
    lost.tell(revocations, out);
    return result;
  }

  void remove(String given, long revision) throws DirectoryException {
    String name = canonical(given, "/name");
    database.change(
        session -> {
          Domain current = require(session, name);
          Refusal.requireRevision("domain", name, revision, current.revision());
          if (session.exists("select 1 from address where domain = ? limit 1", name)) {
            throw Refusal.conflict(
                "domain-not-empty",
                "",
                "The domain "
                    + name
                    + " still has accounts, aliases or groups: remove them first.");
          }
          session.run("delete from domain_alias where domain = ?", name);
          session.run("delete from domain where name = ?", name);
        });
  }

  Set<String> aliases(String domain) throws DirectoryException {
    return database.read(
        session -> {
          String name = require(session, canonical(domain, "")).name();
          return new TreeSet<>(
              session.list(
                  "select name from domain_alias where domain = ?", row -> row.getString(1), name));
        });
  }

  void addAlias(String domain, String given) throws DirectoryException {
    String alias = canonical(given, "/alias");
    database.change(
        session -> {
          String name = require(session, canonical(domain, "")).name();
          if (alias.equals(name)) {
            throw Refusal.conflict(
                "alias-loop", "/alias", "The domain " + name + " can't be an alias of itself.");
          }
          if (session.exists(
              "select 1 from domain_alias where name = ? and domain = ?", alias, name)) {
            return;
          }
          requireFree(session, alias, "/alias");
          session.run("insert into domain_alias (name, domain) values (?, ?)", alias, name);
        });
  }

  void removeAlias(String domain, String given) throws DirectoryException {
    String alias = canonical(given, "/alias");
    database.change(
        session -> {
          String name = require(session, canonical(domain, "")).name();
          if (session.run("delete from domain_alias where name = ? and domain = ?", alias, name)
              == 0) {
            throw Refusal.notFound("alias of " + name, alias);
          }
        });
  }

  /**
   * The condition that a row belongs to one of the domains; none when all are meant.
   *
   * @param table account or alias
   */
  static Optional<Listing.Where> narrow(Session session, String table, Set<String> given)
      throws SQLException, DirectoryException {
    Set<String> names = new TreeSet<>();
    for (String name : given) {
      String canonical = canonical(name, "/domain");
      names.add(AddressTable.domain(session, canonical).orElse(canonical));
    }
    if (names.size() < 2) {
      return names.stream().map(name -> new Listing.Where("domain = ?", name)).findAny();
    }
    // A domain's name has no character that JSON escapes.
    String json = "[\"" + String.join("\",\"", names) + "\"]";
    String condition = "domain in (select value from json_each(?))";
    boolean few =
        session.number(
                "select count(*) from (select 1 from "
                    + table
                    + " where "
                    + condition
                    + " limit ?)",
                json,
                Listing.FEW + 1)
            <= Listing.FEW;
    // The plus keeps the planner from sorting what is found faster by walking in order.
    return Optional.of(new Listing.Where((few ? "" : "+") + condition, json, few));
  }

  static Domain require(Session session, String name) throws SQLException, DirectoryException {
    return find(session, name).orElseThrow(() -> Refusal.notFound("domain", name));
  }

  static String canonical(String name, String pointer) throws DirectoryException {
    return Addresses.domain(name)
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "bad-idna",
                    pointer,
                    "\""
                        + name
                        + "\" is not a domain name: use letters, digits and hyphens"
                        + " between dots, or an internationalized name."));
  }

  private static void requireFree(Session session, String name, String pointer)
      throws SQLException, DirectoryException {
    Optional<String> taken = AddressTable.domain(session, name);
    if (taken.isPresent()) {
      throw Refusal.conflict(
          "domain-exists",
          pointer,
          taken.get().equals(name)
              ? "The domain " + name + " exists."
              : "The domain " + name + " is an alias of " + taken.get() + ".");
    }
  }

  /** Has to be there already: so it can't lead to itself through the very domain it serves. */
  private static Optional<String> catchAll(Session session, Optional<String> address)
      throws SQLException, DirectoryException {
    if (address.isEmpty()) {
      return address;
    }
    Addresses.Parts parts = AddressTable.own(session, address.get(), "/catchAll");
    if (AddressTable.find(session, parts).isEmpty()) {
      throw Refusal.invalid(
          "unknown-address",
          "/catchAll",
          "There is no address " + parts + " on this server to catch all mail.");
    }
    return Optional.of(parts.toString());
  }

  static void requireQuota(Quota quota) throws DirectoryException {
    if (quota.bytes().orElse(0) < 0 || quota.messages().orElse(0) < 0) {
      throw Refusal.invalid(
          "bad-quota",
          quota.bytes().orElse(0) < 0 ? "/quota/bytes" : "/quota/messages",
          "A quota can't be negative; leave it out to inherit it.");
    }
  }
}
