package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A command of IMAP; the type says in which state it is valid (RFC 9051 6). It reads its arguments
 * to the end, {@link CommandReader#end} included, before it does anything. Stateless.
 */
sealed interface Command {

  /** Every command the server knows, by verb. */
  Map<String, Command> ALL =
      List.<Command>of(
              new Capability(),
              new Noop(),
              new Logout(),
              new Id(),
              new StartTls(),
              new LoginCommand(),
              new Authenticate(),
              new Enable(),
              new Namespace(),
              new ListCommand(),
              new Lsub(),
              new Subscribe(true),
              new Subscribe(false),
              new Create(),
              new Delete(),
              new Rename(),
              new StatusCommand(),
              new Append(),
              new Quota(Quota.Ask.OF_ROOT),
              new Quota(Quota.Ask.OF_MAILBOX),
              new Quota(Quota.Ask.SET),
              new Acl(Acl.Ask.SETACL),
              new Acl(Acl.Ask.DELETEACL),
              new Acl(Acl.Ask.GETACL),
              new Acl(Acl.Ask.LISTRIGHTS),
              new Acl(Acl.Ask.MYRIGHTS),
              new Metadata(false),
              new Metadata(true),
              new Idle(),
              new Notify(),
              new MultiSearch(),
              new Compress(),
              new Unauthenticate(),
              new Select(false),
              new Select(true),
              new Leave(true),
              new Leave(false),
              new Check(),
              new Expunge(false),
              new Expunge(true),
              new Fetch(false),
              new Fetch(true),
              new Store(false),
              new Store(true),
              new Search(false),
              new Search(true),
              new CancelUpdate(),
              new Sort(false),
              new Sort(true),
              new ThreadCommand(false),
              new ThreadCommand(true),
              new Replace(false),
              new Replace(true),
              new Copy(false, false),
              new Copy(true, false),
              new Copy(false, true),
              new Copy(true, true))
          .stream()
          .collect(Collectors.toUnmodifiableMap(Command::verb, Function.identity()));

  /** In upper case; {@code UID FETCH} and the like are verbs of their own. */
  String verb();

  /** Valid in every state. */
  non-sealed interface Anytime extends Command {
    Done run(Session session, CommandReader in) throws Failure, IOException;
  }

  /** Valid before login. */
  non-sealed interface BeforeLogin extends Command {
    Done run(Session session, CommandReader in) throws Failure, IOException;
  }

  /** Valid after login, whether or not a mailbox is selected. */
  non-sealed interface LoggedIn extends Command {
    Done run(Session session, User user, CommandReader in) throws Failure, IOException;
  }

  /** Valid while a mailbox is selected. */
  non-sealed interface InMailbox extends Command {
    Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException;

    /**
     * Whether its arguments or answers hold message sequence numbers, so that nothing may be
     * renumbered before it is complete (RFC 9051 7.5.1).
     */
    default boolean numbersMessages() {
      return false;
    }

    /** Whether messages are named by numbers, which UIDONLY has none of (RFC 9586 3.1). */
    default boolean takesNumbers() {
      return numbersMessages();
    }
  }
}
