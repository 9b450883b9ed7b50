package org.postern.directory.internal;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postern.directory.Addresses;
import org.postern.directory.Addresses.Parts;
import org.postern.directory.DirectoryException;

/** All addresses of the server and what they lead to: in one place, so that each is given once. */
final class AddressTable {
  private AddressTable() {}

  /** An account's or an alias's id. */
  sealed interface Target {
    record ToAccount(String id) implements Target {}

    record ToAlias(String id) implements Target {}
  }

  /** What an address was found to be. */
  record Match(Target target, String address, String detail) {}

  /** Canonical, at the domain itself when given at a domain alias; the domain must be ours. */
  static Parts own(Session session, String address, String pointer)
      throws SQLException, DirectoryException {
    Parts parts =
        Addresses.canonical(address).orElseThrow(() -> Refusal.badAddress(pointer, address));
    String domain =
        domain(session, parts.domain())
            .orElseThrow(() -> Refusal.unknownDomain(pointer, parts.domain()));
    return new Parts(parts.local(), domain);
  }

  /** The domain that a canonical name means: itself, or the one it is an alias of. */
  static Optional<String> domain(Session session, String name) throws SQLException {
    return session.one(
        "select name from domain where name = ?1 union all"
            + " select domain from domain_alias where name = ?1",
        row -> row.getString(1),
        name);
  }

  static Optional<Target> exact(Session session, String address) throws SQLException {
    return session.one(
        "select account, alias from address where address = ?",
        row ->
            row.getString(1) != null
                ? new Target.ToAccount(row.getString(1))
                : new Target.ToAlias(row.getString(2)),
        address);
  }

  /** The address itself, else the longest of its beginnings before a plus sign (RFC 5233). */
  static Optional<Match> find(Session session, Parts parts) throws SQLException {
    Optional<Target> exact = exact(session, parts.toString());
    if (exact.isPresent() || parts.local().startsWith("\"")) {
      return exact.map(target -> new Match(target, parts.toString(), ""));
    }
    String local = parts.local();
    for (int plus = local.lastIndexOf('+'); plus > 0; plus = local.lastIndexOf('+', plus - 1)) {
      String address = local.substring(0, plus) + "@" + parts.domain();
      Optional<Target> target = exact(session, address);
      if (target.isPresent()) {
        return Optional.of(new Match(target.get(), address, local.substring(plus + 1)));
      }
    }
    return Optional.empty();
  }

  static void addForAccount(Session session, Parts parts, String account, String pointer)
      throws SQLException, DirectoryException {
    requireFree(session, parts, pointer);
    session.run(
        "insert into address (address, domain, account) values (?, ?, ?)",
        parts.toString(),
        parts.domain(),
        account);
  }

  static void addForAlias(Session session, Parts parts, String alias)
      throws SQLException, DirectoryException {
    requireFree(session, parts, "/address");
    session.run(
        "insert into address (address, domain, alias) values (?, ?, ?)",
        parts.toString(),
        parts.domain(),
        alias);
  }

  private static void requireFree(Session session, Parts parts, String pointer)
      throws SQLException, DirectoryException {
    if (session.exists("select 1 from address where address = ?", parts.toString())) {
      throw Refusal.conflict("address-taken", pointer, "The address " + parts + " is taken.");
    }
  }

  /**
   * Frees an address. What named it as its destination names {@code successor} from now on, or
   * nothing: whoever gets the address later shall not get its groups' mail.
   */
  static void remove(Session session, String address, Optional<String> successor)
      throws SQLException {
    session.run("delete from address where address = ?", address);
    for (String named : namesOf(session, address)) {
      Optional<String> instead = successor.map(to -> withDetail(to, named, address));
      session.run(
          "update alias set revision = revision + 1 where id in"
              + " (select alias from alias_member where address = ?)",
          named);
      // Whoever is a member under the new address already is one once.
      session.run(
          "delete from alias_member where address = ?1 and (?2 is null or alias in"
              + " (select alias from alias_member where address = ?2))",
          named,
          instead);
      session.run("update alias_member set address = ? where address = ?", instead, named);
      session.run(
          "update domain set catch_all = ?, revision = revision + 1 where catch_all = ?",
          instead,
          named);
    }
  }

  /** How members and catch-alls write it: itself and its subaddresses that are not others. */
  private static List<String> namesOf(Session session, String address) throws SQLException {
    int at = address.lastIndexOf('@');
    String from = address.substring(0, at) + "+";
    String to = address.substring(0, at) + ","; // the character after the plus
    String domain = address.substring(at);
    return session.list(
        "select address from (select address from alias_member union select catch_all from domain"
            + " where catch_all is not null) as named where address = ?1 or (address > ?2 and"
            + " address < ?3 and substr(address, -length(?4)) = ?4 and not exists (select 1 from"
            + " address as own where own.address = named.address))",
        row -> row.getString(1),
        address,
        from,
        to,
        domain);
  }

  private static String withDetail(String successor, String named, String address) {
    if (successor.startsWith("\"")) {
      return successor; // a quoted local part has no subaddresses
    }
    String detail = named.substring(address.lastIndexOf('@'), named.lastIndexOf('@'));
    int at = successor.lastIndexOf('@');
    return successor.substring(0, at) + detail + successor.substring(at);
  }
}
