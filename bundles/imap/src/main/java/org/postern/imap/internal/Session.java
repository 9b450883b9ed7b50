package org.postern.imap.internal;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.postern.directory.Account;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.UidSet;
import org.postern.net.Connection;
import org.postern.net.DrainException;
import org.postern.net.Login;

/** One IMAP session from greeting to farewell (RFC 9051 3). For one thread. */
final class Session {

  /** What the connection becomes behind the answer in hand. */
  private enum After {
    NOTHING,
    SECURE,
    COMPRESS,
    DECOMPRESS
  }

  private final Imap server;
  private final Options options;
  private final Connection connection;
  private final Channel channel;
  private final CommandLines lines;
  private final CommandReader reader;
  private final Responses responses;
  private final Progress progress;
  private Enabled enabled = new Enabled();
  private String tag = "*";
  private User user;
  private Interest interest = Interest.USUAL;
  private Notifications notifications;
  private Selected selected;
  private After after = After.NOTHING;
  private boolean ended;
  private int errors;

  Session(Imap server, Connection connection) {
    this.server = server;
    this.options = server.options();
    this.connection = connection;
    this.channel = new Channel(connection);
    this.lines = new CommandLines(channel);
    this.reader = new CommandReader(lines);
    this.responses = new Responses(channel.out());
    this.progress = new Progress(this, server.pace());
  }

  void run() throws IOException {
    try {
      talk();
    } finally {
      close();
    }
  }

  private void talk() throws IOException {
    connection.idleTimeout(options.loginTimeout());
    responses.status("OK", new Code("CAPABILITY " + capabilities()), "Postern is ready");
    try {
      while (!ended) {
        command();
      }
    } catch (DrainException e) {
      // RFC 9051 7.1.5: the command in hand was finished.
      responses.status("BYE", Code.UNAVAILABLE, "The server closes this session now");
    } catch (SocketTimeoutException e) {
      // RFC 9051 5.4
      responses.status("BYE", Code.NONE, "You were silent for too long");
    } finally {
      notifications(null, interest);
      deselect();
    }
    responses.flush();
  }

  private void close() {
    if (channel.compressed() || after == After.COMPRESS) {
      channel.close();
      server.compressed().release();
    }
  }

  private void command() throws IOException {
    tag = "*";
    boolean renumber = true;
    try {
      await();
      tag = reader.tag();
      reader.space();
      String verb = reader.word();
      if (verb.equals("UID") && reader.take(' ')) {
        verb = "UID " + reader.word();
      }
      Command command = Command.ALL.get(verb);
      if (command == null || Capabilities.hides(this, verb)) {
        throw new Failure.Bad("There is no such command; CAPABILITY tells what there is");
      }
      connection.command(verb);
      renumber = !(command instanceof Command.InMailbox in && in.numbersMessages());
      complete(renumber, run(command));
    } catch (Failure failure) {
      failed(renumber, failure);
    } catch (FolderException e) {
      failed(renumber, Refusals.of(e));
    }
  }

  /** Waits for a command; who has used NOTIFY is told meanwhile what happens (RFC 5465 3). */
  private void await() throws Failure.Fatal, IOException {
    if (notifications == null || channel.in().available() > 0) {
      reader.begin();
      return;
    }
    responses.flush();
    try (Watch watch = new Watch(this, interest.immediate())) {
      watch.begin();
      reader.begin();
    }
  }

  private Done run(Command command) throws Failure, IOException {
    progress.begin();
    return switch (command) {
      case Command.Anytime anytime -> anytime.run(this, reader);
      case Command.BeforeLogin before -> {
        if (user != null) {
          throw new Failure.Bad("You are logged in already");
        }
        yield before.run(this, reader);
      }
      case Command.LoggedIn after -> {
        if (user == null) {
          throw new Failure.Bad("Log in first");
        }
        yield after.run(this, user, reader);
      }
      case Command.InMailbox in -> {
        if (selected == null) {
          throw new Failure.Bad("SELECT a mailbox first");
        }
        if (in.takesNumbers() && enabled.uidOnly()) {
          // RFC 9586 3.1
          throw new Failure.Bad(Code.UIDREQUIRED, "There are no message numbers; use UID");
        }
        yield in.run(this, selected, reader);
      }
    };
  }

  private void complete(boolean renumber, Done done) throws IOException {
    tell(renumber);
    responses.tagged(tag, "OK", done.code(), done.text());
    server.counters().commands.increment();
    if (user != null) {
      errors = 0;
    }
    change(after);
  }

  private void change(After what) throws IOException {
    if (what == After.NOTHING) {
      return;
    }
    responses.flush();
    switch (what) {
      case NOTHING -> {}
      // RFC 9051 6.2.1: the session has learned nothing yet that would have to be forgotten.
      case SECURE -> connection.startTls();
      case COMPRESS -> channel.compress();
      case DECOMPRESS -> {
        channel.decompress();
        server.compressed().release();
      }
    }
    after = After.NOTHING;
    responses.over(channel.out());
  }

  private void failed(boolean renumber, Failure failure) throws IOException {
    server.counters().refused.increment();
    try {
      reader.skip();
    } catch (Failure.Fatal fatal) {
      farewell(fatal);
      return;
    }
    switch (failure) {
      case Failure.Bad bad -> {
        responses.tagged(tag, "BAD", bad.code(), bad.getMessage());
        fault();
      }
      case Failure.No no -> {
        tell(renumber);
        responses.tagged(tag, "NO", no.code(), no.getMessage());
        if (no.code().equals(Code.AUTHENTICATIONFAILED)) {
          fault();
        }
      }
      case Failure.Fatal fatal -> farewell(fatal);
    }
  }

  /** Where an answer can't be understood as another command's, BYE says it all. */
  private void farewell(Failure.Fatal fatal) throws IOException {
    responses.tagged(tag, "BAD", Code.NONE, fatal.getMessage());
    responses.status("BYE", Code.NONE, fatal.getMessage());
    ended = true;
  }

  /** Counts a bad command or failed login; one too many ends the session. */
  private void fault() throws IOException {
    errors++;
    if (errors >= options.errorLimit() && !ended) {
      responses.status("BYE", Code.NONE, "Too many errors");
      ended = true;
    }
  }

  /** Tells what has happened. */
  private void tell(boolean renumber) throws IOException {
    if (selected != null && !ended) {
      try {
        selected.tell(responses, renumber);
      } catch (FolderException.NoSuchMailbox e) {
        gone();
      }
    }
    if (notifications != null && !ended) {
      // Before the command is complete: what it made to be watched, is.
      notifications.tell(responses);
    }
  }

  /** The selected mailbox was deleted by someone else (RFC 2180 3.3). */
  private void gone() throws IOException {
    deselect();
    responses.status("BYE", Code.NONE, "The mailbox was deleted");
    ended = true;
  }

  // LOGIN

  Done loggedIn(Login.Outcome outcome) throws Failure, IOException {
    switch (outcome) {
      case Login.Outcome.Granted granted -> enter(granted.account());
      case Login.Outcome.Refused refused -> throw Refusals.of(refused);
    }
    return new Done(new Code("CAPABILITY " + capabilities()), "Logged in");
  }

  private void enter(Account account) throws Failure, IOException {
    User entering = new User(account, server.stores());
    server.provide(account.id(), entering);
    user = entering;
    errors = 0;
    lines.limits(Limits.LOGGED_IN.skipping(options.messageLimit()));
    connection.idleTimeout(options.idleTimeout());
    server.counters().logins.increment();
  }

  // WHAT COMMANDS DO TO THE SESSION

  /** The account leaves, and but for TLS all is as after the greeting (RFC 8437 3, 4.1). */
  void unauthenticate() throws IOException {
    notifications(null, Interest.USUAL);
    deselect();
    server.login().leave(connection);
    user = null;
    enabled = new Enabled();
    responses.useAscii();
    lines.limits(Limits.BEFORE_LOGIN);
    connection.idleTimeout(options.loginTimeout());
    after = channel.compressed() ? After.DECOMPRESS : After.NOTHING;
  }

  /** After the answer in hand the session ends. */
  void end() {
    ended = true;
  }

  /** After the answer in hand TLS begins. */
  void secureAfter() {
    after = After.SECURE;
  }

  /**
   * After the answer in hand compression begins.
   *
   * @return false when as many sessions are compressed as may be
   */
  boolean compressAfter() {
    if (!server.compressed().tryAcquire()) {
      return false;
    }
    after = After.COMPRESS;
    return true;
  }

  boolean compressed() {
    return channel.compressed();
  }

  void select(Selected mailbox) {
    selected = mailbox;
    selected.interest(interest);
    server.counters().open.increment();
  }

  /** Gives the selected mailbox up, if there is one. */
  void deselect() {
    if (selected != null) {
      selected.close();
      selected = null;
      server.counters().open.decrement();
    }
  }

  /**
   * What is told unasked from now on.
   *
   * @param of other mailboxes than the selected one; null for nothing
   * @param ofSelected the selected one
   */
  void notifications(Notifications of, Interest ofSelected) {
    if (notifications != null) {
      notifications.close();
    }
    notifications = of;
    interest = ofSelected;
    if (selected != null) {
      selected.interest(ofSelected);
    }
  }

  /** This session added messages to a mailbox, and knows. */
  void added(String mailboxId, UidSet uids) {
    if (selects(mailboxId)) {
      selected.added(uids);
    } else if (notifications != null) {
      notifications.added(mailboxId, uids.size());
    }
  }

  /** Whether this mailbox is the selected one. */
  boolean selects(String mailboxId) {
    return selected != null && selected.is(mailboxId);
  }

  // WHAT COMMANDS NEED

  /** Null when nothing of other mailboxes than the selected one is to be told. */
  Notifications notifications() {
    return notifications;
  }

  String capabilities() {
    return Capabilities.of(this);
  }

  /** Reads a mailbox name as this client spells it (RFC 9051 5.1, RFC 3501 5.1.3). */
  String mailbox(CommandReader in) throws Failure, IOException {
    return MailboxNames.decode(in.astring(), responses.utf8());
  }

  /** Of the command in hand. */
  String tag() {
    return tag;
  }

  /** Null before login. */
  User user() {
    return user;
  }

  /** Null when no mailbox is selected. */
  Selected selected() {
    return selected;
  }

  Enabled enabled() {
    return enabled;
  }

  /** Of the command in hand, for what may take long. */
  Progress progress() {
    return progress;
  }

  Connection connection() {
    return connection;
  }

  Responses responses() {
    return responses;
  }

  Channel channel() {
    return channel;
  }

  Options options() {
    return options;
  }

  Counters counters() {
    return server.counters();
  }

  Imap server() {
    return server;
  }
}
