package org.postern.directory.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.directory.Directory.Admin;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/**
 * Administrators. Invariant: once there is an enabled server administrator, there is always one.
 */
final class Admins {
  private static final String COLUMNS = "seq, id, name, role, domains, enabled, created, revision";
  private static final Listing<Admin> LISTING =
      new Listing<>(
          "admin",
          COLUMNS,
          Admins::admin,
          "name",
          Map.of(
              "name", Listing.Sort.text("name_key"),
              "createdAt", Listing.Sort.number("created")),
          Optional.empty());

  private final Database database;
  private final Ulid ulid;

  Admins(Database database, Ulid ulid) {
    this.database = database;
    this.ulid = ulid;
  }

  Page<Admin> page(Page.Request request) throws DirectoryException {
    return database.read(session -> LISTING.page(session, request, List.of()));
  }

  static Optional<Admin> find(Session session, String id) throws SQLException {
    return session.one("select " + COLUMNS + " from admin where id = ?", Admins::admin, id);
  }

  Optional<Admin> find(String id) throws DirectoryException {
    return database.read(session -> find(session, id));
  }

  boolean none() throws DirectoryException {
    return database.read(session -> !session.exists("select 1 from admin limit 1"));
  }

  private static Admin admin(ResultSet row) throws SQLException {
    return new Admin(
        row.getString(2),
        row.getString(3),
        Role.valueOf(row.getString(4)),
        Texts.unpackedSet(row.getString(5)),
        row.getInt(6) != 0,
        Rows.time(row, 7),
        row.getLong(8));
  }

  Admin add(String givenName, Role role, Set<String> givenDomains) throws DirectoryException {
    String name = Texts.requiredName(givenName);
    return database.write(
        session -> {
          requireFree(session, name, "");
          Set<String> domains = domains(session, role, givenDomains, Set.of());
          Admin admin = new Admin(ulid.next(), name, role, domains, true, Texts.now(), 1);
          session.run(
              "insert into admin (id, name, name_key, role, domains, enabled, created, revision,"
                  + " folded) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              admin.id(),
              name,
              Texts.fold(name),
              role.name(),
              Texts.packed(domains),
              true,
              admin.createdAt(),
              admin.revision(),
              Texts.fold(name));
          return admin;
        });
  }

  Admin change(Admin changed) throws DirectoryException {
    String name = Texts.requiredName(changed.name());
    return database.write(
        session -> {
          Admin current = require(session, changed.id());
          Refusal.requireRevision(
              "administrator", current.name(), changed.revision(), current.revision());
          requireFree(session, name, current.id());
          Set<String> domains =
              domains(session, changed.role(), changed.domains(), current.domains());
          Admin next =
              new Admin(
                  current.id(),
                  name,
                  changed.role(),
                  domains,
                  changed.enabled(),
                  current.createdAt(),
                  current.revision() + 1);
          session.run(
              "update admin set name = ?, name_key = ?, role = ?, domains = ?, enabled = ?,"
                  + " revision = ?, folded = ? where id = ?",
              name,
              Texts.fold(name),
              next.role().name(),
              Texts.packed(domains),
              next.enabled(),
              next.revision(),
              Texts.fold(name),
              next.id());
          requireOneLeft(session, current);
          return next;
        });
  }

  void remove(String id, long revision) throws DirectoryException {
    database.change(
        session -> {
          Admin current = require(session, id);
          Refusal.requireRevision("administrator", current.name(), revision, current.revision());
          session.run("delete from token where owner = ?", id);
          session.run("delete from admin where id = ?", id);
          requireOneLeft(session, current);
        });
  }

  private static Admin require(Session session, String id) throws SQLException, DirectoryException {
    return find(session, id).orElseThrow(() -> Refusal.notFound("administrator", id));
  }

  private static void requireOneLeft(Session session, Admin before)
      throws SQLException, DirectoryException {
    if (before.role() == Role.SERVER_ADMIN
        && before.enabled()
        && !session.exists(
            "select 1 from admin where role = ? and enabled = 1 limit 1",
            Role.SERVER_ADMIN.name())) {
      throw Refusal.conflict(
          "last-admin",
          "",
          before.name() + " is the last server administrator: make another one first.");
    }
  }

  private static void requireFree(Session session, String name, String self)
      throws SQLException, DirectoryException {
    if (session.exists(
        "select 1 from admin where name_key = ? and id <> ?", Texts.fold(name), self)) {
      throw Refusal.conflict(
          "name-taken", "/name", "There is an administrator \"" + name + "\" already.");
    }
  }

  /**
   * Domains that were removed stay in a limit: were they taken out, an empty limit would mean
   * everything.
   */
  private static Set<String> domains(
      Session session, Role role, Set<String> given, Set<String> already)
      throws SQLException, DirectoryException {
    if (role == Role.ACCOUNT) {
      throw Refusal.invalid(
          "bad-role", "/role", "An account is not an administrator: choose another role.");
    }
    Set<String> domains = limit(session, given, already);
    if (role == Role.SERVER_ADMIN && !domains.isEmpty()) {
      throw Refusal.invalid(
          "bad-domains",
          "/domains",
          "A server administrator has no limit: leave the domains out or choose another role.");
    }
    if (role == Role.DOMAIN_ADMIN && domains.isEmpty()) {
      throw Refusal.invalid(
          "bad-domains", "/domains", "A domain administrator needs at least one domain.");
    }
    return domains;
  }

  static Set<String> limit(Session session, Set<String> given, Set<String> already)
      throws SQLException, DirectoryException {
    Set<String> domains = new TreeSet<>();
    for (String name : given) {
      String canonical = Domains.canonical(name, "/domains");
      if (!already.contains(canonical) && Domains.find(session, canonical).isEmpty()) {
        throw Refusal.unknownDomain("/domains", canonical);
      }
      domains.add(canonical);
    }
    return domains;
  }
}
