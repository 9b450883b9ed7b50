package org.postern.directory.internal;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postern.directory.Account;
import org.postern.directory.Addresses;
import org.postern.directory.Addresses.Parts;
import org.postern.directory.Authenticator;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.internal.ScramVerifier.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks passwords: app passwords by hash, then the main one, remembered or hashed anew. */
final class Logins implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
  private static final int MAX_LOGIN = 400;

  /** The main password among the credentials of an account. */
  private static final String MAIN = "";

  private final Database database;
  private final Passwords passwords;
  private final LastUsed lastUsed;
  private final Supplier<DirectorySettings> settings;
  private final ExactCache<Question, Named> identities;
  private final Remembered remembered;
  private final SharedChecks<Optional<Accounts.Secret>> checks = new SharedChecks<>();
  private final byte[] decoyKey;

  private record Question(String login, String defaultDomain) {}

  /**
   * @param key what it is to be counted by
   * @param name in its canonical form, by the same rules whether or not it is an account's
   */
  private record Named(String key, String name, Optional<Identity> identity) {}

  /** Whom a login names, and what it is checked against. */
  private record Identity(
      Account account,
      Domain domain,
      Optional<Accounts.Secret> secret,
      List<AppPasswords.Stored> appPasswords) {}

  Logins(
      Database database,
      Passwords passwords,
      LastUsed lastUsed,
      Supplier<DirectorySettings> settings)
      throws DirectoryException {
    this.database = database;
    this.passwords = passwords;
    this.lastUsed = lastUsed;
    this.settings = settings;
    // Names that don't exist as well: an answer must not come later for them.
    this.identities = new ExactCache<>(database, 20_000, known -> 1);
    this.remembered = new Remembered();
    this.decoyKey = decoyKey(database);
  }

  /** Kept, because a verifier that changed with every start would give the decoys away. */
  private static byte[] decoyKey(Database database) throws DirectoryException {
    return database.write(
        session -> {
          byte[] fresh = new byte[32];
          new SecureRandom().nextBytes(fresh);
          session.run(
              "insert or ignore into setting (name, value) values ('scram-decoy', ?)",
              (Object) fresh);
          return session
              .one("select value from setting where name = 'scram-decoy'", row -> row.getBytes(1))
              .orElseThrow();
        });
  }

  @Override
  public Result authenticate(String login, String password, String protocol, InetAddress client) {
    try {
      String prepared = Passwords.prepare(password);
      Optional<Result> result = attempt(login, password, prepared, protocol);
      if (result.isEmpty()) {
        // Another login may have renewed the hash: then the password is as right as it was.
        result = attempt(login, password, prepared, protocol);
      }
      return result.orElseGet(
          () -> new Result.Unavailable("The password is being changed: try again in a moment."));
    } catch (DirectoryException e) {
      LOG.warn("A login could not be checked: {}", e.getMessage());
      return new Result.Unavailable(e.getMessage());
    }
  }

  /** Empty when the password was right for a hash that is no longer the account's. */
  private Optional<Result> attempt(String login, String password, String prepared, String protocol)
      throws DirectoryException {
    Named named = named(login);
    Optional<Identity> found = named.identity;
    Optional<Result> byAppPassword = appPassword(found, password, protocol);
    if (byAppPassword.isPresent()) {
      return byAppPassword;
    }
    Optional<Accounts.Secret> secret = found.flatMap(Identity::secret);
    if (secret.isPresent()
        && remembered.knows(found.get().account.id(), secret.get().hash(), prepared)) {
      return Optional.of(decide(found.get(), protocol));
    }
    Optional<Accounts.Secret> right =
        checks.run(attemptKey(named, prepared), () -> check(found, prepared));
    if (right.isEmpty()) {
      return Optional.of(new Result.BadCredentials());
    }
    // Hashing took its time: what was right then may be void now.
    Optional<Identity> still = identity(login);
    if (!still.flatMap(Identity::secret).equals(right)) {
      return Optional.empty();
    }
    return Optional.of(decide(still.get(), protocol));
  }

  /**
   * The same for attempts that are alike. By the name, not by the account alone: two addresses of
   * one account must not be checked together when two unknown names are not.
   */
  private String attemptKey(Named named, String prepared) {
    Optional<Identity> found = named.identity;
    return remembered.key(
        named.name,
        found.map(identity -> identity.account.id()).orElse(""),
        found.flatMap(Identity::secret).map(Accounts.Secret::hash).orElse(""),
        prepared);
  }

  /**
   * Takes the time of a hash, also for no account and for one without a password.
   *
   * @return what is stored for the password if it is right; empty when it is wrong
   */
  private Optional<Accounts.Secret> check(Optional<Identity> found, String prepared)
      throws DirectoryException {
    Optional<Accounts.Secret> secret = found.flatMap(Identity::secret);
    Optional<Offer> offer = found.flatMap(identity -> AppPasswords.offer(identity.appPasswords));
    Passwords.Verdict verdict = passwords.verify(prepared, secret, offer);
    if (!verdict.right()) {
      return Optional.empty();
    }
    String id = found.get().account.id();
    Accounts.Secret now = store(id, secret.get(), offer, verdict.better());
    // Before the answer, so that who comes right behind those who share it finds it remembered. It
    // is worth nothing once the hash is another.
    remembered.remember(
        id, now.hash(), prepared, TimeUnit.MINUTES.toNanos(settings.get().rememberMinutes()));
    return Optional.of(now);
  }

  /** The outcome when the password is one of the account's app passwords. */
  private Optional<Result> appPassword(Optional<Identity> found, String password, String protocol)
      throws DirectoryException {
    Optional<byte[]> hash = AppPasswords.hash(password);
    if (hash.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    AppPasswords.Stored match = null;
    for (AppPasswords.Stored stored : found.get().appPasswords) {
      if (MessageDigest.isEqual(stored.hash(), hash.get())) {
        match = stored;
      }
    }
    return match == null ? Optional.empty() : Optional.of(admit(found.get(), match, protocol));
  }

  /** The outcome for who has shown an app password. */
  private Result admit(Identity identity, AppPasswords.Stored match, String protocol) {
    if (match.expires().isPresent() && !Instant.now().isBefore(match.expires().get())) {
      return new Result.NotAllowed("This app password has expired.");
    }
    if (!match.protocols().isEmpty() && !match.protocols().contains(protocol)) {
      return new Result.NotAllowed(
          "This app password is only for " + String.join(", ", match.protocols()) + ".");
    }
    Result result = decide(identity, protocol);
    if (result instanceof Result.Granted) {
      lastUsed.used(match.id());
    }
    return result;
  }

  /**
   * Keeps a stronger hash, unless the password was changed meanwhile, or an app password has come
   * or gone so that the verifiers would not fit each other.
   */
  private Accounts.Secret store(
      String id, Accounts.Secret old, Optional<Offer> offer, Optional<Accounts.Secret> better) {
    if (better.isEmpty()) {
      return old;
    }
    try {
      boolean kept =
          database.write(
              session ->
                  AppPasswords.same(offer, AppPasswords.offer(AppPasswords.of(session, id)))
                      && session.run(
                              "update account set password = ?, scram = ? where id = ? and password ="
                                  + " ?",
                              better.get().hash(),
                              better.get().scram(),
                              id,
                              old.hash())
                          == 1);
      return kept ? better.get() : old;
    } catch (DirectoryException e) {
      LOG.warn("The password of {} keeps its older hash: {}", id, e.getMessage());
      return old;
    }
  }

  @Override
  public Optional<Scram> scram(String login) {
    try {
      DirectorySettings now = settings.get();
      Scram decoy = decoy(login, now);
      Optional<Scram> real = identity(login).flatMap(Logins::scram);
      return real.isPresent() || now.scramIterations() == 0 ? real : Optional.of(decoy);
    } catch (DirectoryException e) {
      LOG.warn("A login could not be checked: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Scram> scram(Identity identity) {
    Optional<ScramVerifier> main =
        identity.secret.flatMap(Accounts.Secret::scram).flatMap(ScramVerifier::parse);
    Optional<Offer> offer =
        main.map(ScramVerifier::offer).or(() -> AppPasswords.offer(identity.appPasswords));
    if (offer.isEmpty()) {
      return Optional.empty();
    }
    List<Key> keys = new ArrayList<>();
    main.ifPresent(verifier -> keys.add(key(MAIN, verifier)));
    for (AppPasswords.Stored app : identity.appPasswords) {
      app.scram().stream()
          .filter(verifier -> verifier.offer().same(offer.get()))
          .forEach(verifier -> keys.add(key(app.id(), verifier)));
    }
    return Optional.of(new Scram(offer.get().salt().clone(), offer.get().iterations(), keys));
  }

  private static Key key(String credential, ScramVerifier verifier) {
    return new Key(credential, verifier.storedKey().clone(), verifier.serverKey().clone());
  }

  private Scram decoy(String login, DirectorySettings now) {
    String name = login.toLowerCase(Locale.ROOT);
    byte[] salt = ScramVerifier.hmac(decoyKey, "salt " + name);
    return new Scram(
        Arrays.copyOf(salt, ScramVerifier.SALT),
        Math.max(now.scramIterations(), 1),
        List.of(
            new Key(
                MAIN,
                ScramVerifier.hmac(decoyKey, "stored " + name),
                ScramVerifier.hmac(decoyKey, "server " + name))));
  }

  @Override
  public Result admit(String login, String credential, String protocol, InetAddress client) {
    try {
      Optional<Identity> found = identity(login);
      if (found.isEmpty()) {
        return new Result.BadCredentials();
      }
      if (credential.equals(MAIN)) {
        return decide(found.get(), protocol);
      }
      return found.get().appPasswords.stream()
          .filter(app -> app.id().equals(credential))
          .findFirst()
          .map(app -> admit(found.get(), app, protocol))
          // Removed since the client was told the salt.
          .orElseGet(Result.BadCredentials::new);
    } catch (DirectoryException e) {
      return new Result.Unavailable(e.getMessage());
    }
  }

  /** For who has shown the right password. */
  private static Result decide(Identity identity, String protocol) {
    Account account = identity.account;
    if (!identity.domain.enabled()) {
      return new Result.Unavailable(
          "The domain " + identity.domain.name() + " is switched off for now.");
    }
    if (account.allows(protocol) && !identity.domain.allows(protocol)) {
      return new Result.NotAllowed(
          protocol.toUpperCase(Locale.ROOT)
              + " is switched off for the domain "
              + identity.domain.name()
              + ".");
    }
    if (account.allows(protocol)) {
      return new Result.Granted(account);
    }
    return new Result.NotAllowed(
        switch (account.state()) {
          case FROZEN -> "This account is frozen: nobody can log in for now.";
          case DISABLED -> "This account is disabled.";
          case RESTRICTED ->
              protocol.equals("submission")
                  ? "This account may not send mail."
                  : switchedOff(protocol);
          case ACTIVE -> switchedOff(protocol);
        });
  }

  private static String switchedOff(String protocol) {
    return protocol.toUpperCase(Locale.ROOT) + " is switched off for this account.";
  }

  private Optional<Identity> identity(String login) throws DirectoryException {
    return named(login).identity;
  }

  private Named named(String login) throws DirectoryException {
    return login.length() > MAX_LOGIN
        ? nobody(login)
        : identities.get(new Question(login, settings.get().defaultDomain()), Logins::named);
  }

  /** For what can be nobody's address. */
  private static Named nobody(String login) {
    String name = login.toLowerCase(Locale.ROOT);
    return new Named(name, name, Optional.empty());
  }

  @Override
  public String nameKey(String login) {
    try {
      return named(login).key;
    } catch (DirectoryException e) {
      LOG.warn("A login is counted by its name as typed: {}", e.getMessage());
      return nobody(login).key;
    }
  }

  private static Named named(Session session, Question question)
      throws SQLException, DirectoryException {
    Optional<Parts> parts = parts(session, question);
    if (parts.isEmpty()) {
      return nobody(question.login);
    }
    String name = withoutDetail(parts.get());
    Optional<String> id = accountId(session, parts.get());
    if (id.isEmpty()) {
      return new Named(name, name, Optional.empty());
    }
    Account account = Accounts.require(session, id.get());
    return new Named(
        // No login has a NUL in it.
        "\0" + account.id(),
        name,
        Optional.of(
            new Identity(
                account,
                Domains.require(session, Aliases.parts(account.address()).domain()),
                secret(session, account.id()),
                AppPasswords.of(session, account.id()))));
  }

  private static String withoutDetail(Parts parts) {
    int plus = parts.local().startsWith("\"") ? -1 : parts.local().indexOf('+');
    return (plus > 0 ? parts.local().substring(0, plus) : parts.local()) + "@" + parts.domain();
  }

  private static Optional<Accounts.Secret> secret(Session session, String id) throws SQLException {
    return session.one(
        "select password, scram from account where id = ? and password is not null",
        row -> new Accounts.Secret(row.getString(1), Optional.ofNullable(row.getString(2))),
        id);
  }

  /** A login as an address, at the domain itself when at an alias; without one, in the default. */
  private static Optional<Parts> parts(Session session, Question question) throws SQLException {
    Optional<String> address =
        question.login.indexOf('@') >= 0
            ? Optional.of(question.login)
            : Reads.defaultDomain(session, question.defaultDomain)
                .map(domain -> question.login + "@" + domain);
    Optional<Parts> parts = address.flatMap(Addresses::canonical);
    if (parts.isEmpty()) {
      return parts;
    }
    Optional<String> domain = AddressTable.domain(session, parts.get().domain());
    return domain.isEmpty() ? parts : Optional.of(new Parts(parts.get().local(), domain.get()));
  }

  /** An address of the account, also with a detail. */
  private static Optional<String> accountId(Session session, Parts parts) throws SQLException {
    return AddressTable.find(session, parts)
        .flatMap(
            match ->
                match.target() instanceof AddressTable.Target.ToAccount(String id)
                    ? Optional.of(id)
                    : Optional.empty());
  }
}
