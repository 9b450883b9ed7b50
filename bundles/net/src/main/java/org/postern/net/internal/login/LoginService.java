package org.postern.net.internal.login;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.postern.directory.Authenticator;
import org.postern.directory.Resolver;
import org.postern.net.Connection;
import org.postern.net.Login;
import org.postern.net.LoginThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs clients in. */
public final class LoginService implements Login {
  private static final Logger LOG = LoggerFactory.getLogger(LoginService.class);
  private static final String PLUS = "-PLUS";

  /** Longer than any address (RFC 5321 4.5.3.1) with a folder. */
  private static final int LONGEST_NAME = 1024;

  private static final Outcome.Refused MALFORMED =
      new Outcome.Refused(Reason.MALFORMED, "the authentication message makes no sense");

  static final Outcome.Refused UNAVAILABLE =
      new Outcome.Refused(Reason.UNAVAILABLE, "logins can't be checked now, try again later");

  /** Counted by protocol and outcome, for the metrics. */
  public record Kind(String protocol, String outcome) {}

  private final Supplier<Optional<Authenticator>> authenticator;
  private final Supplier<Optional<Resolver>> resolver;
  private final Supplier<List<String>> mechanisms;
  private final LoginThrottle throttle;
  private final AccountSessions sessions;
  private final Map<Kind, LongAdder> outcomes = new ConcurrentHashMap<>();

  /**
   * @param mechanisms the SASL mechanisms that may be offered, best first
   */
  public LoginService(
      Supplier<Optional<Authenticator>> authenticator,
      Supplier<Optional<Resolver>> resolver,
      Supplier<List<String>> mechanisms,
      LoginThrottle throttle,
      AccountSessions sessions) {
    this.authenticator = authenticator;
    this.resolver = resolver;
    this.mechanisms = mechanisms;
    this.throttle = throttle;
    this.sessions = sessions;
  }

  @Override
  public List<String> mechanisms(Connection connection) {
    if (!connection.loginAllowed()) {
      return List.of();
    }
    boolean binding =
        connection
            .tls()
            .filter(tls -> tls.serverEndPoint().length > 0 || tls.exporter().isPresent())
            .isPresent();
    return mechanisms.get().stream().filter(name -> binding || !name.endsWith(PLUS)).toList();
  }

  @Override
  public Optional<Exchange> sasl(Connection connection, String protocol, String mechanism) {
    String name = mechanism.toUpperCase(Locale.ROOT);
    List<String> offered = mechanisms(connection);
    if (!offered.contains(name)) {
      return Optional.empty();
    }
    // OAUTHBEARER (RFC 7628) has its place here; it is not announced until tokens can be verified.
    return switch (name) {
      case "PLAIN" -> Optional.of(new PlainExchange(this, connection, protocol));
      case "LOGIN" -> Optional.of(new LoginExchange(this, connection, protocol));
      case "SCRAM-SHA-256" ->
          Optional.of(
              new ScramExchange(
                  this, connection, protocol, false, offered.contains("SCRAM-SHA-256-PLUS")));
      case "SCRAM-SHA-256-PLUS" ->
          Optional.of(new ScramExchange(this, connection, protocol, true, true));
      default -> Optional.empty();
    };
  }

  @Override
  public Outcome password(Connection connection, String protocol, String login, String password) {
    return counted(
        protocol, login, connection, checkPassword(connection, protocol, login, password));
  }

  @Override
  public void leave(Connection connection) {
    sessions.leave(connection);
    LOG.info("logout session={}", connection.id());
  }

  private Outcome checkPassword(
      Connection connection, String protocol, String login, String password) {
    Optional<Outcome.Refused> obstacle = obstacle(connection, login);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    long moment = sessions.moment();
    return asking(
        directory ->
            settle(
                connection,
                protocol,
                login,
                directory.authenticate(baseName(login), password, protocol, client(connection)),
                moment),
        refused -> refused);
  }

  /** What stands against an attempt before its credentials are looked at. */
  Optional<Outcome.Refused> obstacle(Connection connection, String login) {
    if (!connection.loginAllowed()) {
      return Optional.of(
          new Outcome.Refused(
              Reason.TLS_REQUIRED, "no login without TLS here: use STARTTLS or a TLS port"));
    }
    if (login.isEmpty() || login.length() > LONGEST_NAME || login.indexOf('\0') >= 0) {
      return Optional.of(badCredentials());
    }
    Duration delay = throttle.delay(client(connection), countedBy(login));
    return delay.isZero()
        ? Optional.empty()
        : Optional.of(
            new Outcome.Refused(
                Reason.THROTTLED,
                "too many failed logins, try again in " + (delay.toSeconds() + 1) + " seconds"));
  }

  /** Asks the directory, or answers that it can't be asked now. */
  <T> T asking(Function<Authenticator, T> question, Function<Outcome.Refused, T> otherwise) {
    Optional<Authenticator> directory = authenticator.get();
    if (directory.isEmpty()) {
      return otherwise.apply(UNAVAILABLE);
    }
    try {
      return question.apply(directory.get());
    } catch (RuntimeException e) {
      LOG.error("the directory failed to check a login", e);
      return otherwise.apply(UNAVAILABLE);
    }
  }

  /** The outcome of what the directory says, with the throttle and the session registry told. */
  Outcome settle(
      Connection connection,
      String protocol,
      String login,
      Authenticator.Result result,
      long moment) {
    return switch (result) {
      case Authenticator.Result.Granted granted -> {
        throttle.succeeded(client(connection), countedBy(login));
        yield switch (sessions.enter(connection, granted.account(), protocol, moment)) {
          case ENTERED -> new Outcome.Granted(granted.account(), login);
          case TOO_MANY ->
              new Outcome.Refused(Reason.TOO_MANY_SESSIONS, "too many sessions of this account");
          case REVOKED -> badCredentials();
        };
      }
      case Authenticator.Result.BadCredentials bad -> failed(connection, login);
      case Authenticator.Result.NotAllowed not ->
          new Outcome.Refused(Reason.NOT_ALLOWED, not.reason());
      case Authenticator.Result.Unavailable not ->
          new Outcome.Refused(Reason.UNAVAILABLE, not.reason());
    };
  }

  Outcome.Refused failed(Connection connection, String login) {
    throttle.failed(client(connection), countedBy(login));
    return badCredentials();
  }

  /** Counts and logs an outcome; names are logged, never secrets. */
  Outcome counted(String protocol, String login, Connection connection, Outcome outcome) {
    String kind =
        switch (outcome) {
          case Outcome.Granted granted -> "granted";
          case Outcome.Refused refused -> refused.reason().name().toLowerCase(Locale.ROOT);
        };
    outcomes.computeIfAbsent(new Kind(protocol, kind), key -> new LongAdder()).increment();
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "login {} protocol={} name={} remote={} session={}",
          kind,
          protocol,
          printable(login),
          client(connection).getHostAddress(),
          connection.id());
    }
    return outcome;
  }

  /** A name as it may stand in a log: what a client sends must not forge lines. */
  private static String printable(String login) {
    String shown = login.length() > 320 ? login.substring(0, 320) : login;
    for (int i = 0; i < shown.length(); i++) {
      if (shown.charAt(i) <= ' ' || shown.charAt(i) == 127) {
        return '"' + shown.replaceAll("[\\p{Cntrl}\"]", "?") + '"';
      }
    }
    return shown;
  }

  /** How many logins ended how. */
  public Map<Kind, LongAdder> outcomes() {
    return outcomes;
  }

  long moment() {
    return sessions.moment();
  }

  /** What failures for a name are counted by: one key for all ways to spell it. */
  private String countedBy(String login) {
    return asking(directory -> directory.nameKey(login), refused -> login);
  }

  String baseName(String login) {
    return LoginName.base(login, resolver.get());
  }

  private static InetAddress client(Connection connection) {
    return connection.remote().getAddress();
  }

  static Outcome.Refused badCredentials() {
    return new Outcome.Refused(Reason.BAD_CREDENTIALS, "wrong name or password");
  }

  static Outcome.Refused malformed() {
    return MALFORMED;
  }
}
