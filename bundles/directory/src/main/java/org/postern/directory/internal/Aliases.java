package org.postern.directory.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Addresses;
import org.postern.directory.Addresses.Parts;
import org.postern.directory.Alias;
import org.postern.directory.Alias.Kind;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/** Aliases and groups. Invariant: following members never leads back to where it began. */
final class Aliases {
  private static final String COLUMNS = "seq, id, address, kind, name, created, revision";
  private static final Listing<Alias> LISTING =
      new Listing<>(
          "alias",
          COLUMNS,
          row -> alias(row, List.of()),
          "address",
          Map.of(
              "address", Listing.Sort.text("address"),
              "name", Listing.Sort.text("name_key"),
              "createdAt", Listing.Sort.number("created")),
          Optional.of("alias_search"));

  private static final int MAX_MEMBERS = 100_000;

  private final Database database;
  private final Ulid ulid;

  Aliases(Database database, Ulid ulid) {
    this.database = database;
    this.ulid = ulid;
  }

  Page<Alias> page(Kind kind, Page.Request request, Set<String> domains) throws DirectoryException {
    return database.read(
        session -> {
          List<Listing.Where> where = new ArrayList<>();
          where.add(new Listing.Where("kind = ?", kind.ordinal()));
          Domains.narrow(session, "alias", domains).ifPresent(where::add);
          Page<Alias> page = LISTING.page(session, request, where);
          List<Alias> whole = new ArrayList<>(page.items().size());
          for (Alias alias : page.items()) {
            whole.add(withMembers(session, alias));
          }
          return new Page<>(List.copyOf(whole), page.next());
        });
  }

  Optional<Alias> find(String id) throws DirectoryException {
    return database.read(session -> find(session, id));
  }

  static Optional<Alias> find(Session session, String id) throws SQLException {
    Optional<Alias> alias =
        session.one(
            "select " + COLUMNS + " from alias where id = ?", row -> alias(row, List.of()), id);
    return alias.isEmpty() ? alias : Optional.of(withMembers(session, alias.get()));
  }

  /** A group by its id or its address. */
  static Optional<Alias> group(Session session, String idOrAddress)
      throws SQLException, DirectoryException {
    Optional<String> id = Optional.of(idOrAddress);
    if (idOrAddress.indexOf('@') >= 0) {
      Optional<Parts> canonical = Addresses.canonical(idOrAddress);
      Optional<String> domain =
          canonical.isEmpty()
              ? Optional.empty()
              : AddressTable.domain(session, canonical.get().domain());
      id =
          domain.isEmpty()
              ? Optional.empty()
              : AddressTable.exact(
                      session, new Parts(canonical.get().local(), domain.get()).toString())
                  .flatMap(
                      target ->
                          target instanceof AddressTable.Target.ToAlias(String alias)
                              ? Optional.of(alias)
                              : Optional.empty());
    }
    return id.isEmpty()
        ? Optional.empty()
        : find(session, id.get()).filter(alias -> alias.kind() == Kind.GROUP);
  }

  /** An address, and where it leads at once. */
  private record Lead(Parts address, AddressTable.Target target) {}

  /** A member of an alias or a group. */
  private record Member(String alias, String address) {}

  /** The ids of all groups that lead to an account. */
  static Set<String> groupsOf(Session session, String account) throws SQLException {
    Set<String> seen = new HashSet<>();
    Set<String> groups = new LinkedHashSet<>();
    Deque<Lead> open = new ArrayDeque<>();
    for (String address :
        session.list(
            "select address from address where account = ?", row -> row.getString(1), account)) {
      open.push(new Lead(parts(address), new AddressTable.Target.ToAccount(account)));
    }
    while (!open.isEmpty()) {
      Lead lead = open.pop();
      for (Member member : holders(session, lead.address)) {
        // One with a detail may be an address of somebody else's.
        boolean leads =
            AddressTable.find(session, parts(member.address))
                .map(AddressTable.Match::target)
                .equals(Optional.of(lead.target));
        if (leads && seen.add(member.alias)) {
          Alias holder = find(session, member.alias).orElseThrow();
          if (holder.kind() == Kind.GROUP) {
            groups.add(holder.id());
          }
          open.push(
              new Lead(parts(holder.address()), new AddressTable.Target.ToAlias(holder.id())));
        }
      }
    }
    return Set.copyOf(groups);
  }

  /** Who has this address for a member, with a detail behind a plus or without (RFC 5233). */
  private static List<Member> holders(Session session, Parts address) throws SQLException {
    return session.list(
        "select alias, address from alias_member where address = ?1"
            // A comma comes behind the plus.
            + " or (address > ?2 and address < ?3 and substr(address, -length(?4)) = ?4)",
        row -> new Member(row.getString(1), row.getString(2)),
        address.toString(),
        address.local() + "+",
        address.local() + ",",
        "@" + address.domain());
  }

  private static Alias alias(ResultSet row, List<String> members) throws SQLException {
    return new Alias(
        row.getString(2),
        row.getString(3),
        row.getString(5),
        Kind.values()[row.getInt(4)],
        members,
        Rows.time(row, 6),
        row.getLong(7));
  }

  private static Alias withMembers(Session session, Alias alias) throws SQLException {
    return new Alias(
        alias.id(),
        alias.address(),
        alias.name(),
        alias.kind(),
        members(session, alias.id()),
        alias.createdAt(),
        alias.revision());
  }

  static List<String> members(Session session, String alias) throws SQLException {
    return session.list(
        "select address from alias_member where alias = ? order by position",
        row -> row.getString(1),
        alias);
  }

  Alias add(Kind kind, String address, String givenName, List<String> givenMembers)
      throws DirectoryException {
    String name = Texts.name(givenName);
    return database.write(
        session -> {
          Parts parts = AddressTable.own(session, address, "/address");
          if (AddressTable.exact(session, parts.toString()).isPresent()) {
            throw Refusal.conflict(
                "address-taken", "/address", "The address " + parts + " is taken.");
          }
          String id = ulid.next();
          var now = Texts.now();
          session.run(
              "insert into alias (id, address, domain, kind, name, name_key, created, revision,"
                  + " folded) values (?, ?, ?, ?, ?, ?, ?, 1, ?)",
              id,
              parts.toString(),
              parts.domain(),
              kind.ordinal(),
              name,
              Texts.fold(name),
              now,
              Texts.searchable(List.of(parts.toString()), name));
          AddressTable.addForAlias(session, parts, id);
          List<String> members = members(session, kind, id, givenMembers);
          store(session, id, members);
          return new Alias(id, parts.toString(), name, kind, members, now, 1);
        });
  }

  Alias change(Alias changed) throws DirectoryException {
    String name = Texts.name(changed.name());
    return database.write(
        session -> {
          Alias current = require(session, changed.id());
          Refusal.requireRevision(
              label(current), current.address(), changed.revision(), current.revision());
          Parts address = AddressTable.own(session, changed.address(), "/address");
          if (!address.toString().equals(current.address())) {
            AddressTable.addForAlias(session, address, current.id());
            AddressTable.remove(session, current.address(), Optional.of(address.toString()));
          }
          List<String> members = members(session, changed.kind(), current.id(), changed.members());
          Alias next =
              new Alias(
                  current.id(),
                  address.toString(),
                  name,
                  changed.kind(),
                  members,
                  current.createdAt(),
                  current.revision() + 1);
          session.run(
              "update alias set address = ?, domain = ?, kind = ?, name = ?, name_key = ?,"
                  + " revision = ?, folded = ? where id = ?",
              next.address(),
              address.domain(),
              next.kind().ordinal(),
              name,
              Texts.fold(name),
              next.revision(),
              Texts.searchable(List.of(next.address()), name),
              next.id());
          store(session, next.id(), members);
          return next;
        });
  }

  void remove(String id, long revision) throws DirectoryException {
    database.change(
        session -> {
          Alias current = require(session, id);
          Refusal.requireRevision(label(current), current.address(), revision, current.revision());
          AddressTable.remove(session, current.address(), Optional.empty());
          session.run("delete from alias_member where alias = ?", id);
          session.run("delete from alias where id = ?", id);
        });
  }

  private static Alias require(Session session, String id) throws SQLException, DirectoryException {
    return find(session, id).orElseThrow(() -> Refusal.notFound("alias or group", id));
  }

  private static String label(Alias alias) {
    return alias.kind() == Kind.GROUP ? "group" : "alias";
  }

  /** Canonical, each once, all known, none leading back. */
  private static List<String> members(Session session, Kind kind, String id, List<String> given)
      throws SQLException, DirectoryException {
    Set<String> members = new LinkedHashSet<>();
    for (int i = 0; i < given.size(); i++) {
      String pointer = "/members/" + i;
      Parts parts = AddressTable.own(session, given.get(i), pointer);
      Optional<AddressTable.Match> match = AddressTable.find(session, parts);
      if (match.isEmpty()) {
        throw Refusal.invalid(
            "unknown-address", pointer, "There is no address " + parts + " on this server.");
      }
      if (match.get().target() instanceof AddressTable.Target.ToAlias(String other)
          && leadsTo(session, other, id)) {
        throw Refusal.conflict(
            "alias-loop", pointer, "Mail to " + parts + " would come back to this address.");
      }
      members.add(parts.toString());
    }
    if (members.size() > MAX_MEMBERS) {
      throw Refusal.invalid(
          "too-many-members", "/members", "At most " + MAX_MEMBERS + " members are possible.");
    }
    if (members.isEmpty() && kind == Kind.ALIAS) {
      throw Refusal.invalid("no-members", "/members", "An alias needs somebody to lead to.");
    }
    return List.copyOf(members);
  }

  private static boolean leadsTo(Session session, String from, String alias) throws SQLException {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(alias)) {
        return true;
      }
      if (seen.add(next)) {
        for (String member : members(session, next)) {
          AddressTable.find(session, parts(member))
              .map(AddressTable.Match::target)
              .ifPresent(
                  target -> {
                    if (target instanceof AddressTable.Target.ToAlias(String id)) {
                      open.push(id);
                    }
                  });
        }
      }
    }
    return false;
  }

  /** Of an address that is canonical already. */
  static Parts parts(String address) {
    int at = address.lastIndexOf('@');
    return new Parts(address.substring(0, at), address.substring(at + 1));
  }

  private static void store(Session session, String id, List<String> members) throws SQLException {
    session.run("delete from alias_member where alias = ?", id);
    for (int i = 0; i < members.size(); i++) {
      session.run(
          "insert into alias_member (alias, position, address) values (?, ?, ?)",
          id,
          i,
          members.get(i));
    }
  }
}
