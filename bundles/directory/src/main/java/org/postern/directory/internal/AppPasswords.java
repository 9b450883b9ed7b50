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
import org.postern.directory.Account;
import org.postern.directory.Directory.AppPassword;
import org.postern.directory.Directory.NewSecret;
import org.postern.directory.DirectoryException;

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
  private final Revocations revocations;
  private final Ulid ulid;
  private final SecureRandom random = new SecureRandom();

  /** What a login is compared with. */
  record Stored(String id, Set<String> protocols, byte[] hash, Optional<Instant> expires) {}

  AppPasswords(Database database, LastUsed lastUsed, Revocations revocations, Ulid ulid) {
    this.database = database;
    this.lastUsed = lastUsed;
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
    String secret = generate();
    return database.write(
        session -> {
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
          AppPassword entry =
              new AppPassword(
                  ulid.next(),
                  name,
                  protocols,
                  Texts.now(),
                  expires.map(Instant::toEpochMilli).map(Instant::ofEpochMilli),
                  Optional.empty());
          session.run(
              "insert into app_password (id, account, name, protocols, hash, created, expires)"
                  + " values (?, ?, ?, ?, ?, ?, ?)",
              entry.id(),
              accountId,
              name,
              Texts.packed(protocols),
              sha256(secret.replace("-", "")),
              entry.createdAt(),
              entry.expiresAt());
          return new NewSecret<>(entry, secret);
        });
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
        "select id, protocols, hash, expires from app_password where account = ?",
        row ->
            new Stored(
                row.getString(1),
                Texts.unpackedSet(row.getString(2)),
                row.getBytes(3),
                Rows.optionalTime(row, 4)),
        accountId);
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
