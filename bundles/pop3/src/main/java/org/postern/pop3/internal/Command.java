package org.postern.pop3.internal;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command of POP3; the type says in which state it is valid (RFC 1939 3). Stateless. */
sealed interface Command {

  /** Every command the server knows, by verb. APOP is not: it needs passwords kept in plain. */
  Map<String, Command> ALL =
      Stream.of(
              new Capa(),
              new Lang(),
              new Quit(),
              new User(),
              new Pass(),
              new Auth(),
              new Stls(),
              new Utf8(),
              new Stat(),
              new ListMessages(),
              new Uidl(),
              new Retr(),
              new Top(),
              new Dele(),
              new Rset(),
              new Noop())
          .collect(Collectors.toUnmodifiableMap(Command::verb, Function.identity()));

  String verb();

  /** Valid in every state. */
  non-sealed interface Anytime extends Command {
    void run(Session session, String argument) throws Failure, IOException;
  }

  /** Valid before login. */
  non-sealed interface InAuthorization extends Command {
    void run(Session session, String argument) throws Failure, IOException;
  }

  /** Valid after login. */
  non-sealed interface InTransaction extends Command {
    void run(Session session, Transaction transaction, String argument) throws Failure, IOException;
  }

  /** Refuses an argument where the grammar has none. */
  static void none(String verb, String argument) throws Failure.BadCommand {
    if (!argument.isBlank()) {
      throw new Failure.BadCommand(Text.USAGE, verb);
    }
  }
}
