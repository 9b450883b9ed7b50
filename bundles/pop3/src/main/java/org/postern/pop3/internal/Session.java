package org.postern.pop3.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;
import org.postern.net.Connection;
import org.postern.net.DrainException;
import org.postern.net.Input;
import org.postern.net.Login;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One POP3 session from greeting to farewell (RFC 1939 3). For one thread. */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Pop3 server;
  private final Options options;
  private final Connection connection;
  private final Replies replies;
  private String user;
  private Transaction transaction;
  private Set<String> hidden = Set.of();
  private boolean utf8;
  private boolean ended;
  private int errors;

  Session(Pop3 server, Connection connection) {
    this.server = server;
    this.options = server.options();
    this.connection = connection;
    this.replies = new Replies(connection.out());
  }

  void run() throws IOException {
    connection.idleTimeout(options.loginTimeout());
    replies.ok(Text.READY);
    try {
      while (!ended) {
        command(read());
      }
    } catch (DrainException e) {
      // Whatever was marked stays: there was no QUIT (RFC 1939 6).
      replies.error(new Failure.Coded(ResponseCode.SYS_TEMP, Text.SHUTTING_DOWN));
    } finally {
      leave();
    }
    connection.out().flush();
  }

  /** The next line; answers go out together when there is nothing more to read (RFC 2449 6.6). */
  Input.Line read() throws IOException {
    return connection.in().readLine(CommandLine.LINE_LIMIT);
  }

  private void command(Input.Line line) throws IOException {
    try {
      CommandLine parsed = CommandLine.parse(line);
      Command command = Command.ALL.get(parsed.verb());
      if (command == null || Capa.COMMANDS.contains(parsed.verb()) && hidden(parsed.verb())) {
        throw new Failure.BadCommand(Text.UNKNOWN_COMMAND);
      }
      connection.command(command.verb());
      switch (command) {
        case Command.Anytime anytime -> anytime.run(this, parsed.argument());
        case Command.InAuthorization before -> {
          if (transaction != null) {
            throw new Failure.BadCommand(Text.ALREADY_LOGGED_IN);
          }
          before.run(this, parsed.argument());
        }
        case Command.InTransaction after -> {
          if (transaction == null) {
            throw new Failure.BadCommand(Text.LOGIN_FIRST);
          }
          after.run(this, transaction, parsed.argument());
        }
      }
    } catch (Failure failure) {
      replies.error(failure);
      if (failure instanceof Failure.BadCommand) {
        fault();
      }
    }
  }

  /** Counts a bad command or failed login; one too many ends the session. */
  private void fault() throws IOException {
    errors++;
    if (errors >= options.errorLimit() && !ended) {
      replies.error(new Failure.Refused(Text.TOO_MANY_ERRORS));
      ended = true;
    }
  }

  // AUTHORIZATION

  void user(String name) {
    user = name;
  }

  void forgetUser() {
    user = null;
  }

  /** The name that USER gave, once. */
  Optional<String> takeUser() {
    Optional<String> name = Optional.ofNullable(user);
    user = null;
    return name;
  }

  void loggedIn(Login.Outcome outcome) throws Failure, IOException {
    switch (outcome) {
      case Login.Outcome.Granted granted -> enter(granted.account(), granted.login());
      case Login.Outcome.Refused refused -> {
        Failure failure = refusal(refused.reason());
        if (refused.reason() == Login.Reason.BAD_CREDENTIALS) {
          replies.error(failure);
          fault();
          return;
        }
        throw failure;
      }
    }
  }

  private static Failure refusal(Login.Reason reason) {
    return switch (reason) {
      case BAD_CREDENTIALS -> new Failure.Coded(ResponseCode.AUTH, Text.WRONG_CREDENTIALS);
      case NOT_ALLOWED -> new Failure.Coded(ResponseCode.AUTH, Text.NOT_ALLOWED);
      case TLS_REQUIRED -> new Failure.Refused(Text.TLS_REQUIRED);
      case THROTTLED -> new Failure.Coded(ResponseCode.SYS_TEMP, Text.THROTTLED);
      case TOO_MANY_SESSIONS -> new Failure.Coded(ResponseCode.IN_USE, Text.TOO_MANY_SESSIONS);
      case MALFORMED -> new Failure.BadCommand(Text.SASL_MALFORMED);
      case UNAVAILABLE -> new Failure.Coded(ResponseCode.SYS_TEMP, Text.LOGIN_UNAVAILABLE);
    };
  }

  private void enter(Account account, String login) throws Failure, IOException {
    String folder = Folders.of(login, account.address(), options);
    String key = account.id() + "/" + folder;
    LoginDelays delays = server.delays();
    Duration wait = delays.left(key, options.loginDelay());
    if (wait.isPositive()) {
      // RFC 2449 8.1.1
      throw new Failure.Coded(
          ResponseCode.LOGIN_DELAY, Text.LOGIN_DELAYED, wait.plusNanos(999_999_999).toSeconds());
    }
    transaction = new Transaction(open(account, folder), account.id());
    hidden = account.hidden(Pop3.NAME);
    delays.loggedIn(key, options.loginDelay());
    server.counters().logins.increment();
    server.counters().open.increment();
    connection.idleTimeout(options.idleTimeout());
    replies.ok(Text.LOGGED_IN, transaction.count(), transaction.octets());
  }

  private Maildrop open(Account account, String folder) throws Failure {
    try {
      return server.maildrops().open(account.id(), folder);
    } catch (Maildrops.InUseException e) {
      throw new Failure.Coded(ResponseCode.IN_USE, Text.IN_USE);
    } catch (Maildrops.NoSuchMailboxException e) {
      throw new Failure.Coded(ResponseCode.SYS_PERM, Text.NO_FOLDER);
    } catch (IOException e) {
      LOG.error("The maildrop of account {} can't be opened", account.id(), e);
      throw new Failure.Coded(ResponseCode.SYS_TEMP, Text.STORE_UNAVAILABLE);
    }
  }

  List<String> mechanisms() {
    return server.login().mechanisms(connection);
  }

  /** Whether a capability is hidden from the account that is logged in. */
  boolean hidden(String name) {
    return hidden.contains(name);
  }

  boolean authorization() {
    return transaction == null;
  }

  // UPDATE

  /** After the answer in hand the session ends. */
  void end() {
    ended = true;
  }

  /**
   * Deletes what is marked and gives the maildrop back, so that it is free before the client reads
   * the answer (RFC 1939 6).
   *
   * @return how many messages went
   */
  int update() throws Failure {
    if (transaction == null) {
      return 0;
    }
    try {
      // RFC 2449 6.7: EXPIRE 0, what was downloaded may not stay.
      int deleted = transaction.update(options.expireDays().orElse(-1) == 0);
      server.counters().deleted.add(deleted);
      return deleted;
    } finally {
      leave();
    }
  }

  private void leave() {
    if (transaction != null) {
      Transaction left = transaction;
      transaction = null;
      server.counters().open.decrement();
      left.close();
    }
  }

  // What commands need

  /** Message {@code index} as this client takes it; to be closed. */
  Letter letter(int index) throws Failure {
    return transaction.letter(index, utf8, server.buffers());
  }

  void utf8On() {
    utf8 = true;
  }

  boolean utf8() {
    return utf8;
  }

  Connection connection() {
    return connection;
  }

  Replies replies() {
    return replies;
  }

  Options options() {
    return options;
  }

  Counters counters() {
    return server.counters();
  }

  Pop3 server() {
    return server;
  }
}
