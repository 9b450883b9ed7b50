package org.postern.directory.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.postern.directory.Account;
import org.postern.directory.Directory.AppPassword;
import org.postern.directory.Directory.NewSecret;
import org.postern.directory.DirectoryException;
import org.postern.directory.internal.ScramVerifier.Offer;

/** Passwords for single programs: 140 random bits, so that a plain hash keeps them. */
final class AppPasswords {
  /** Crockford's base 32: nothing that is mistaken for something else when it is typed. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int LENGTH = 28;
  private static final int GROUP = 4;
  private static final int MAX_PER_ACCOUNT = 100;
  private static final String COLUMNS = "id, name, protocols, created, expires, last_used";

  private final Database database;
  private final LastUsed lastUsed;
  private final Passwords passwords;
  private final Revocations revocations;
  private final Ulid ulid;
  private final SecureRandom random = new SecureRandom();

  /** What a login is compared with. */
  record Stored(
      String id,
      Set<String> protocols,
      byte[] hash,
      Optional<Instant> expires,
      List<ScramVerifier> scram) {}

  AppPasswords(
      Database database,
      LastUsed lastUsed,
      Passwords passwords,
      Revocations revocations,
      Ulid ulid) {
    this.database = database;
    this.lastUsed = lastUsed;
    this.passwords = passwords;
    this.revocations = revocations;
    this.ulid = ulid;
  }

  List<AppPassword> list(String accountId) throws DirectoryException {
    return database.read(
        session -> {
          Accounts.require(session, accountId);
          return session.list(
              "select " + COLUMNS + " from app_password where account = ? order by seq",
              this::entry,
              accountId);
        });
  }

  private AppPassword entry(ResultSet row) throws SQLException {
    String id = row.getString(1);
    Optional<Instant> written = Rows.optionalTime(row, 6);
    return new AppPassword(
        id,
        row.getString(2),
        Texts.unpackedSet(row.getString(3)),
        Rows.time(row, 4),
        Rows.optionalTime(row, 5),
        lastUsed.of(id).or(() -> written));
  }

  NewSecret<AppPassword> add(
      String accountId, String givenName, Set<String> givenProtocols, Optional<Instant> expires)
      throws DirectoryException {
    String name = Texts.requiredName(givenName);
    Set<String> protocols = new TreeSet<>();
    for (String protocol : givenProtocols) {
      protocols.add(Accounts.protocol(protocol, "/protocols"));
    }
    requireFuture(expires);
    AppPassword entry =
        new AppPassword(
            ulid.next(),
            name,
            protocols,
            Texts.now(),
            expires.map(Instant::toEpochMilli).map(Instant::ofEpochMilli),
            Optional.empty());
    String secret = generate();
    String bare = secret.replace("-", "");
    boolean added = false;
    while (!added) {
      Optional<Offer> offer = database.read(session -> offer(session, accountId));
      Optional<String> scram = passwords.verifiers(List.of(secret, bare), offer);
      added = database.write(session -> add(session, accountId, entry, bare, offer, scram));
    }
    return new NewSecret<>(entry, secret);
  }

  /** False when the account has got other verifiers meanwhile, so that these don't fit. */
  private static boolean add(
      Session session,
      String accountId,
      AppPassword entry,
      String bare,
      Optional<Offer> offer,
      Optional<String> scram)
      throws SQLException, DirectoryException {
    Account account = Accounts.require(session, accountId);
    if (session.number("select count(*) from app_password where account = ?", accountId)
        >= MAX_PER_ACCOUNT) {
      throw Refusal.conflict(
          "too-many-app-passwords",
          "",
          account.address()
              + " has "
              + MAX_PER_ACCOUNT
              + " app passwords: remove those that are not used.");
    }
    if (!same(offer, offer(session, accountId))) {
      return false;
    }
    session.run(
        "insert into app_password (id, account, name, protocols, hash, created, expires, scram)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
        entry.id(),
        accountId,
        entry.name(),
        Texts.packed(entry.protocols()),
        sha256(bare),
        entry.createdAt(),
        entry.expiresAt(),
        scram);
    return true;
  }

  /** What all verifiers of an account have; empty when it has none. */
  private static Optional<Offer> offer(Session session, String accountId)
      throws SQLException, DirectoryException {
    Accounts.require(session, accountId);
    Optional<Offer> others = offer(of(session, accountId));
    return others.isPresent()
        ? others
        : session
            .one(
                "select scram from account where id = ?",
                row -> Optional.ofNullable(row.getString(1)),
                accountId)
            .flatMap(text -> text)
            .flatMap(ScramVerifier::parse)
            .map(ScramVerifier::offer);
  }

  /** What the verifiers of app passwords have; empty when none has one. */
  static Optional<Offer> offer(List<Stored> all) {
    return all.stream().flatMap(s -> s.scram().stream()).map(ScramVerifier::offer).findFirst();
  }

  static boolean same(Optional<Offer> one, Optional<Offer> other) {
    return one.isPresent() == other.isPresent() && (one.isEmpty() || one.get().same(other.get()));
  }

  static void requireFuture(Optional<Instant> expires) throws DirectoryException {
    if (expires.isPresent() && !expires.get().isAfter(Instant.now())) {
      throw Refusal.invalid("bad-expiry", "/expiresAt", "The time of expiry has passed already.");
    }
  }

  void remove(String accountId, String id) throws DirectoryException {
    database.change(
        session -> {
          Accounts.require(session, accountId);
          if (session.run("delete from app_password where id = ? and account = ?", id, accountId)
              == 0) {
            throw Refusal.notFound("app password", id);
          }
        });
    revocations.revoke(Set.of(accountId), "An app password was removed.");
  }

  static List<Stored> of(Session session, String accountId) throws SQLException {
    return session.list(
        "select id, protocols, hash, expires, scram from app_password where account = ? order by seq",
        row ->
            new Stored(
                row.getString(1),
                Texts.unpackedSet(row.getString(2)),
                row.getBytes(3),
                Rows.optionalTime(row, 4),
                verifiers(row.getString(5))),
        accountId);
  }

  private static List<ScramVerifier> verifiers(String texts) {
    return texts == null
        ? List.of()
        : Stream.of(texts.split(" ")).map(ScramVerifier::parse).flatMap(Optional::stream).toList();
  }

  /** The hash to look for, when the text may be an app password: groups and case don't matter. */
  static Optional<byte[]> hash(String text) {
    if (text.length() < LENGTH || text.length() > 2 * LENGTH) {
      return Optional.empty();
    }
    String secret = text.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
    return secret.length() == LENGTH && secret.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
        ? Optional.of(sha256(secret))
        : Optional.empty();
  }

  private String generate() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      text.append(i > 0 && i % GROUP == 0 ? "-" : "");
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The platform has no SHA-256", e);
    }
  }
}
