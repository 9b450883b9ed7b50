package org.postern.directory.internal;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Directory.Admin;
import org.postern.directory.Directory.Bearer;
import org.postern.directory.Directory.Bearer.Reason;
import org.postern.directory.Directory.NewSecret;
import org.postern.directory.Directory.NewToken;
import org.postern.directory.Directory.Principal;
import org.postern.directory.Directory.Role;
import org.postern.directory.Directory.Token;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Page;
import org.postern.directory.Scopes;

/** Bearer tokens: who may act over REST, as whom, with what scopes, from where and until when. */
final class Tokens {
  private static final int MAX_PER_OWNER = 1_000;
  private static final String COLUMNS =
      "seq, id, owner, name, scopes, domains, addresses, created, expires, last_used";

  private final Database database;
  private final LastUsed lastUsed;
  private final Ulid ulid;
  private final SecureRandom random = new SecureRandom();
  private final ExactCache<String, Optional<Known>> known;
  private final Listing<Token> listing;

  /** A token with its owner, as they stand. */
  private record Known(Token token, Optional<Owner> owner) {}

  /** An administrator or an account. */
  private record Owner(
      String id, String name, Role role, Set<String> domains, String disabledBecause) {}

  Tokens(Database database, LastUsed lastUsed, Ulid ulid) {
    this.database = database;
    this.lastUsed = lastUsed;
    this.ulid = ulid;
    this.known = new ExactCache<>(database, 10_000, found -> found.isPresent() ? 1 : 0);
    this.listing =
        new Listing<>(
            "token",
            COLUMNS,
            this::token,
            "-createdAt",
            Map.of("createdAt", Listing.Sort.number("created")),
            Optional.empty());
  }

  Page<Token> page(Page.Request request, Optional<String> ownerId) throws DirectoryException {
    List<Listing.Where> where = new ArrayList<>();
    ownerId.ifPresent(id -> where.add(new Listing.Where("owner = ?", id)));
    return database.read(session -> listing.page(session, request, where));
  }

  Optional<Token> find(String id) throws DirectoryException {
    return database.read(
        session -> session.one("select " + COLUMNS + " from token where id = ?", this::token, id));
  }

  private Token token(ResultSet row) throws SQLException {
    String id = row.getString(2);
    Optional<Instant> written = Rows.optionalTime(row, 10);
    return new Token(
        id,
        row.getString(3),
        row.getString(4),
        Texts.unpackedSet(row.getString(5)),
        Texts.unpackedSet(row.getString(6)),
        Texts.unpackedList(row.getString(7)),
        Rows.time(row, 8),
        Rows.optionalTime(row, 9),
        lastUsed.of(id).or(() -> written));
  }

  NewSecret<Token> add(NewToken draft) throws DirectoryException {
    String name = Texts.requiredName(draft.name());
    for (String scope : draft.scopes()) {
      if (!Scopes.known(scope)) {
        throw Refusal.invalid(
            "bad-scope",
            "/scopes",
            "\"" + scope + "\" is no scope: use area:read, area:write, area:* or *.");
      }
    }
    if (draft.scopes().isEmpty()) {
      throw Refusal.invalid("bad-scope", "/scopes", "A token without scopes can do nothing.");
    }
    for (int i = 0; i < draft.addresses().size(); i++) {
      if (AddressBlock.parse(draft.addresses().get(i)).isEmpty()) {
        throw Refusal.invalid(
            "bad-address-block",
            "/addresses/" + i,
            "\""
                + draft.addresses().get(i)
                + "\" is neither an IP address nor a block such as 192.0.2.0/24.");
      }
    }
    AppPasswords.requireFuture(draft.expiresAt());
    String secret = TokenText.generate(random);
    return database.write(
        session -> {
          Owner owner =
              owner(session, draft.ownerId())
                  .orElseThrow(() -> Refusal.notFound("owner", draft.ownerId()));
          requireWithin(draft, owner);
          if (session.number("select count(*) from token where owner = ?", owner.id)
              >= MAX_PER_OWNER) {
            throw Refusal.conflict(
                "too-many-tokens",
                "",
                owner.name + " has " + MAX_PER_OWNER + " tokens: revoke those not in use.");
          }
          Token token =
              new Token(
                  ulid.next(),
                  owner.id,
                  name,
                  new TreeSet<>(draft.scopes()),
                  Admins.limit(session, draft.domains(), owner.domains),
                  List.copyOf(draft.addresses()),
                  Texts.now(),
                  draft.expiresAt().map(Instant::toEpochMilli).map(Instant::ofEpochMilli),
                  Optional.empty());
          session.run(
              "insert into token (id, owner, name, scopes, domains, addresses, hash, created,"
                  + " expires, folded) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              token.id(),
              token.ownerId(),
              name,
              Texts.packed(token.scopes()),
              Texts.packed(token.domains()),
              String.join(" ", token.addresses()),
              AppPasswords.sha256(secret),
              token.createdAt(),
              token.expiresAt(),
              Texts.fold(name));
          return new NewSecret<>(token, secret);
        });
  }

  /** A wildcard means whatever the owner may; spelled out, a scope must be the owner's. */
  private static void requireWithin(NewToken draft, Owner owner) throws DirectoryException {
    Set<String> own = Scopes.of(owner.role);
    for (String scope : draft.scopes()) {
      if (!scope.endsWith("*") && !own.contains(scope)) {
        throw beyond("/scopes", "The scope " + scope + " is more than " + owner.name + " may.");
      }
    }
    if (!owner.domains.isEmpty() && !owner.domains.containsAll(draft.domains())) {
      throw beyond("/domains", "The domains are more than those of " + owner.name + ".");
    }
  }

  private static DirectoryException beyond(String pointer, String message) {
    return Refusal.invalid("scope-exceeds-own", pointer, message);
  }

  void remove(String id) throws DirectoryException {
    database.change(
        session -> {
          if (session.run("delete from token where id = ?", id) == 0) {
            throw Refusal.notFound("token", id);
          }
        });
  }

  Bearer bearer(String text, InetAddress client) throws DirectoryException {
    if (!TokenText.wellFormed(text)) {
      return new Bearer.Refused(
          Reason.MALFORMED, "This is no token of Postern, or it was not copied whole.");
    }
    // Found by the hash of 256 random bits: how long the look-up takes tells nothing of use.
    String hash = HexFormat.of().formatHex(AppPasswords.sha256(text));
    Optional<Known> found = known.get(hash, this::load);
    if (found.isEmpty() || found.get().owner.isEmpty()) {
      return new Bearer.Refused(Reason.UNKNOWN, "The token was never issued, or was revoked.");
    }
    Token token = found.get().token;
    Owner owner = found.get().owner.get();
    if (token.expiresAt().isPresent() && !Instant.now().isBefore(token.expiresAt().get())) {
      return new Bearer.Refused(
          Reason.EXPIRED, "The token expired at " + token.expiresAt().get() + ".");
    }
    if (!owner.disabledBecause.isEmpty()) {
      return new Bearer.Refused(Reason.OWNER_DISABLED, owner.disabledBecause);
    }
    boolean allowedHere =
        token.addresses().isEmpty()
            || token.addresses().stream()
                .flatMap(block -> AddressBlock.parse(block).stream())
                .anyMatch(block -> block.contains(client));
    if (!allowedHere) {
      return new Bearer.Refused(
          Reason.ADDRESS_NOT_ALLOWED,
          "The token may not be used from " + client.getHostAddress() + ".");
    }
    Set<String> scopes = new TreeSet<>(Scopes.expand(token.scopes()));
    scopes.retainAll(Scopes.of(owner.role));
    Set<String> domains =
        new TreeSet<>(token.domains().isEmpty() ? owner.domains : token.domains());
    if (!owner.domains.isEmpty()) {
      domains.retainAll(owner.domains);
      if (domains.isEmpty()) {
        // An empty limit would mean every domain.
        return new Bearer.Refused(
            Reason.OWNER_DISABLED, owner.name + " has none of the token's domains any more.");
      }
    }
    lastUsed.used(token.id());
    return new Bearer.Accepted(
        new Principal(owner.id, owner.name, owner.role, scopes, domains, token.id()));
  }

  private Optional<Known> load(Session session, String hash)
      throws SQLException, DirectoryException {
    Optional<Token> token =
        session.one(
            "select " + COLUMNS + " from token where hash = ?",
            this::token,
            (Object) HexFormat.of().parseHex(hash));
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(new Known(token.get(), owner(session, token.get().ownerId())));
  }

  private static Optional<Owner> owner(Session session, String id)
      throws SQLException, DirectoryException {
    Optional<Admin> admin = Admins.find(session, id);
    if (admin.isPresent()) {
      Admin who = admin.get();
      String disabled = who.enabled() ? "" : "The administrator " + who.name() + " is disabled.";
      return Optional.of(new Owner(id, who.name(), who.role(), who.domains(), disabled));
    }
    Optional<Account> account = Accounts.find(session, id);
    if (account.isEmpty()) {
      return Optional.empty();
    }
    Account who = account.get();
    Domain domain = Domains.require(session, Aliases.parts(who.address()).domain());
    boolean mayLogIn = who.state() == State.ACTIVE || who.state() == State.RESTRICTED;
    String disabled =
        mayLogIn && domain.enabled() ? "" : "The account " + who.address() + " may not log in now.";
    return Optional.of(new Owner(id, who.address(), Role.ACCOUNT, Set.of(domain.name()), disabled));
  }
}
