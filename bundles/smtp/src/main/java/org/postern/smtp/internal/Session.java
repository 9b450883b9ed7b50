package org.postern.smtp.internal;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.directory.Account;
import org.postern.net.Connection;
import org.postern.net.DrainException;
import org.postern.net.Input;
import org.postern.net.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's conversation. For one thread.
 *
 * <p>Invariants: a transaction exists from an accepted MAIL to its end or to RSET, HELO, EHLO, LHLO
 * or STARTTLS; nothing learnt before TLS is used after it (RFC 3207 4.2).
 */
final class Session implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /**
   * RFC 5321 4.5.3.1.4 has 512 octets; SIZE, BODY, SMTPUTF8, AUTH, REQUIRETLS and DSN add theirs
   * (RFC 1870 3, 4954 3, 3461 5, 6531 3.4).
   */
  private static final int LONGEST_COMMAND = 2048;

  /**
   * Mailboxes of one message, after which no more recipients are taken. A large group has as many
   * addresses as there are words to put behind a plus: nobody shall multiply a message by both.
   */
  private static final int MOST_TARGETS = 100_000;

  private final SmtpServer server;
  private final SmtpSettings settings;
  private final Service service;
  private final Connection connection;
  private final Input in;
  private final Output out;

  private String helo = "";
  private boolean extended;
  private Optional<Account> account = Optional.empty();
  private Transaction transaction;
  private int errors;
  private int refusedRecipients;
  private int transactions;
  private boolean ended;

  Session(SmtpServer server, Service service, Connection connection) {
    this.server = server;
    this.settings = server.settings();
    this.service = service;
    this.connection = connection;
    this.in = connection.in();
    this.out = connection.out();
  }

  void run() throws IOException {
    try {
      awaitCommands();
      if (greet()) {
        while (!ended) {
          handle(in.readLine(LONGEST_COMMAND));
        }
      }
      out.flush();
    } catch (SocketTimeoutException e) {
      // RFC 5321 3.8: a server that closes on its own says 421 first.
      farewell(Reply.of(421, "4.4.2", settings.hostname() + " Idle for too long, closing"));
    } catch (DrainException e) {
      farewell(Reply.of(421, "4.3.2", settings.hostname() + " " + Reply.quote(e.getMessage())));
    }
  }

  @Override
  public void close() throws IOException {
    reset();
  }

  private void farewell(Reply reply) throws IOException {
    reply.writeTo(out);
    out.flush();
  }

  private boolean greet() throws IOException {
    String dialect = service == Service.LMTP ? " LMTP" : " ESMTP";
    Reply greeting = Reply.of(220, "", settings.hostname() + dialect + " Postern");
    if (service != Service.SMTP || settings.greetingDelay().isZero()) {
      greeting.writeTo(out);
      return true;
    }
    if (!new Greeting(connection).send(greeting, settings.greetingDelay())) {
      farewell(Reply.of(554, "5.5.0", settings.hostname() + " You must wait for the greeting"));
      return false;
    }
    return true;
  }

  private void handle(Input.Line line) throws IOException {
    Command command;
    try {
      command = Command.parse(line);
    } catch (Refusal e) {
      refuse(e.reply(), true);
      return;
    }
    connection.command(command.verb().name());
    try {
      dispatch(command);
    } catch (Refusal e) {
      int code = e.reply().code();
      refuse(e.reply(), code < 510 || code == 535);
    }
  }

  private void dispatch(Command command) throws IOException, Refusal {
    switch (command.verb()) {
      case HELO, EHLO, LHLO -> hello(command);
      case MAIL, RCPT -> envelope(command);
      case DATA -> data(command.argument());
      case BDAT -> bdat(command.argument());
      case STARTTLS -> startTls(command.argument());
      case AUTH -> auth(command.argument());
      case RSET -> {
        requireNoArgument(command);
        reset();
        reply(Reply.OK);
      }
      // RFC 5321 4.1.1.9: a parameter string is ignored.
      case NOOP -> reply(Reply.OK);
      case QUIT -> {
        requireNoArgument(command);
        reply(Reply.of(221, "2.0.0", settings.hostname() + " closing"));
        ended = true;
      }
      case VRFY -> {
        if (command.argument().isBlank()) {
          throw new Refusal(501, "5.5.4", "VRFY needs an address");
        }
        // RFC 5321 7.3: who has a mailbox is told to those who have mail for them.
        reply(Reply.of(252, "2.5.0", "Can't verify here, but will take mail for valid recipients"));
      }
      case HELP -> reply(new Reply(214, "2.0.0", service.help()));
      case EXPN, SEND, SOML, SAML, TURN, ETRN, ATRN, BURL ->
          throw new Refusal(502, "5.5.1", command.verb() + " is not available");
      case UNKNOWN -> throw new Refusal(500, "5.5.2", "Unknown command; try HELP");
    }
  }

  private void hello(Command command) throws IOException, Refusal {
    boolean lmtp = command.verb() == Verb.LHLO;
    // RFC 2033 4.1: LMTP has LHLO and neither HELO nor EHLO.
    if (lmtp != (service == Service.LMTP)) {
      throw new Refusal(
          500, "5.5.1", lmtp ? "This is not LMTP; say EHLO" : "This is LMTP; say LHLO");
    }
    String name = command.argument().strip();
    if (name.isEmpty() || name.length() > 255 || name.indexOf(' ') >= 0) {
      throw new Refusal(501, "5.5.4", command.verb() + " needs your host's name, and nothing else");
    }
    // RFC 5321 4.1.4: it is RSET as well.
    reset();
    helo = name;
    extended = command.verb() != Verb.HELO;
    String greeting = settings.hostname() + " greets " + Reply.quote(name);
    if (!extended) {
      reply(Reply.of(250, "", greeting));
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(greeting);
    lines.addAll(extensions().lines());
    reply(new Reply(250, "", lines));
  }

  private Extensions extensions() {
    List<String> mechanisms =
        service == Service.SUBMISSION ? server.login().mechanisms(connection) : List.of();
    return new Extensions(
        settings,
        service,
        connection.startTlsAvailable(),
        connection.tls().isPresent(),
        mechanisms);
  }

  private void startTls(String argument) throws IOException, Refusal {
    if (!argument.isEmpty()) {
      throw new Refusal(501, "5.5.4", "STARTTLS takes no parameter");
    }
    if (connection.tls().isPresent()) {
      throw new Refusal(503, "5.5.1", "TLS is on already");
    }
    if (!connection.startTlsAvailable()) {
      throw new Refusal(454, "4.7.0", "TLS is not available now");
    }
    reply(Reply.of(220, "2.0.0", "Go ahead"));
    out.flush();
    // RFC 3207 4.2: forget everything, what the client sent ahead as well.
    connection.startTls();
    reset();
    helo = "";
    extended = false;
    account = Optional.empty();
    awaitCommands();
  }

  private void auth(String argument) throws IOException, Refusal {
    if (service != Service.SUBMISSION) {
      throw new Refusal(502, "5.5.1", "Nobody logs in here; send your mail on port 587 or 465");
    }
    requireHello();
    if (account.isPresent()) {
      // RFC 4954 4: once in a session.
      throw new Refusal(503, "5.5.1", "Logged in already");
    }
    if (transaction != null) {
      throw new Refusal(503, "5.5.1", "AUTH is not allowed within a mail transaction");
    }
    if (!extended) {
      throw new Refusal(503, "5.5.1", "Say EHLO first");
    }
    account = Optional.of(new Authentication(connection, server.login()).run(argument));
    awaitCommands();
    reply(Reply.of(235, "2.7.0", "Logged in"));
  }

  /** MAIL and RCPT ask the directory and the store, which may fail. */
  private void envelope(Command command) throws IOException, Refusal {
    try {
      if (command.verb() == Verb.MAIL) {
        mail(command.argument());
      } else {
        rcpt(command.argument());
      }
    } catch (RuntimeException e) {
      LOG.error("{} failed", command.verb(), e);
      throw new Refusal(451, "4.3.0", "That can't be looked up now; try again later");
    }
  }

  private void mail(String argument) throws IOException, Refusal {
    requireHello();
    if (service == Service.SUBMISSION) {
      account = Optional.of(server.senders().requireLogin(account, connection));
    }
    if (transaction != null) {
      // RFC 5321 4.1.4.
      throw new Refusal(503, "5.5.1", "A mail transaction is under way; RSET ends it");
    }
    if (!argument.regionMatches(true, 0, "FROM:", 0, 5)) {
      throw new Refusal(501, "5.5.4", "Say MAIL FROM:<address>");
    }
    PathParser.Parsed parsed = PathParser.reverse(argument.substring(5));
    MailParameters parameters = MailParameters.parse(parsed.rest(), extensions());
    server.senders().check(parsed.path(), parameters, account, settings);
    if (settings.maxTransactions() > 0 && ++transactions > settings.maxTransactions()) {
      // RFC 9422 4.1: MAILMAX; the client opens another connection.
      ended = true;
      throw new Refusal(421, "4.7.0", "Too many messages on one connection");
    }
    transaction = new Transaction(parsed.path(), parameters);
    reply(Reply.SENDER_OK);
  }

  private void rcpt(String argument) throws IOException, Refusal {
    if (transaction == null || transaction.chunks() != null) {
      throw new Refusal(503, "5.5.1", "MAIL comes first");
    }
    if (!argument.regionMatches(true, 0, "TO:", 0, 3)) {
      throw new Refusal(501, "5.5.4", "Say RCPT TO:<address>");
    }
    if (transaction.recipients().size() >= settings.maxRecipients()
        || transaction.targets() >= MOST_TARGETS) {
      // RFC 5321 4.5.3.1.10, RFC 9422 4.2.
      throw new Refusal(452, "4.5.3", "Too many recipients; send the message again to the others");
    }
    try {
      PathParser.Parsed parsed = PathParser.forward(argument.substring(3));
      RecipientParameters parameters = RecipientParameters.parse(parsed.rest(), extensions());
      Senders.requireAscii(parsed.path(), transaction.parameters().smtpUtf8());
      transaction.add(
          server
              .recipients()
              .accept(
                  service, parsed.path(), parameters, transaction.parameters().size(), settings));
    } catch (Refusal e) {
      transaction.refused();
      if (e.reply().code() == 550 && ++refusedRecipients > settings.maxRefusedRecipients()) {
        // Somebody is trying out names.
        ended = true;
        throw new Refusal(421, "4.7.0", "Too many unknown recipients");
      }
      throw e;
    }
    reply(Reply.RECIPIENT_OK);
  }

  private void data(String argument) throws IOException, Refusal {
    if (!argument.isEmpty()) {
      throw new Refusal(501, "5.5.4", "DATA takes no parameter");
    }
    requireRecipients();
    if (transaction.chunks() != null) {
      // RFC 3030 2.
      throw new Refusal(503, "5.5.1", "BDAT has begun; DATA can't follow");
    }
    if (transaction.parameters().body() == MailParameters.Body.BINARY) {
      // RFC 3030 3.
      throw new Refusal(503, "5.5.1", "BODY=BINARYMIME goes by BDAT, not by DATA");
    }
    try (Incoming incoming = incoming()) {
      reply(Reply.START_MAIL);
      connection.idleTimeout(settings.dataTimeout());
      if (!incoming.readData(in)) {
        ended = true;
        throw new Refusal(421, "4.3.0", "Far too much mail data");
      }
      awaitCommands();
      finish(incoming);
    }
  }

  private void bdat(String argument) throws IOException, Refusal {
    Chunk chunk;
    try {
      chunk = Chunk.parse(argument);
    } catch (Refusal e) {
      // Where the next command begins can't be known any more: what follows may be mail.
      ended = true;
      throw e;
    }
    if (transaction == null || transaction.recipients().isEmpty()) {
      // RFC 3030 2: the chunk comes whatever was answered before it.
      skip(chunk);
      requireRecipients();
    }
    if (transaction.chunks() == null) {
      transaction.chunks(incoming());
    }
    Incoming incoming = transaction.chunks();
    if (chunk.size() > 2 * settings.maxMessageBytes()) {
      ended = true;
      throw Incoming.tooLarge(settings.maxMessageBytes());
    }
    connection.idleTimeout(settings.dataTimeout());
    incoming.readChunk(
        in, chunk.size(), transaction.parameters().body() != MailParameters.Body.BINARY);
    awaitCommands();
    if (chunk.last()) {
      incoming.complete();
      finish(incoming);
    } else if (incoming.tooLarge()) {
      reset();
      throw Incoming.tooLarge(settings.maxMessageBytes());
    } else {
      reply(Reply.of(250, "2.0.0", chunk.size() + " octets received"));
    }
  }

  private void skip(Chunk chunk) throws IOException, Refusal {
    if (chunk.size() > settings.maxMessageBytes()) {
      ended = true;
      throw new Refusal(503, "5.5.1", "No recipients, and far too large a chunk");
    }
    connection.idleTimeout(settings.dataTimeout());
    chunk.skip(in);
    awaitCommands();
  }

  private Incoming incoming() {
    return new Incoming(
        server.spool(settings, transaction.parameters().size()), settings.maxMessageBytes());
  }

  private void finish(Incoming incoming) throws IOException {
    Trace.Peer peer =
        new Trace.Peer(
            service,
            helo,
            extended,
            connection.remote().getAddress(),
            connection.tls(),
            account.isPresent());
    Envelope envelope =
        new Envelope(
            peer,
            account,
            transaction.sender(),
            transaction.parameters(),
            List.copyOf(transaction.recipients()));
    List<Reply> replies = server.arrival().accept(envelope, incoming, settings);
    reset();
    for (Reply reply : replies) {
      if (!reply.positive()) {
        server.counters().refused(service, reply.code());
      }
      reply(reply);
    }
  }

  private void requireHello() throws Refusal {
    if (helo.isEmpty()) {
      throw new Refusal(
          503, "5.5.1", service == Service.LMTP ? "Say LHLO first" : "Say EHLO or HELO first");
    }
  }

  private void requireRecipients() throws Refusal {
    if (transaction == null) {
      throw new Refusal(503, "5.5.1", "MAIL and RCPT come first");
    }
    if (transaction.recipients().isEmpty()) {
      // RFC 5321 3.3; RFC 2033 4.2 wants 503 on LMTP.
      throw transaction.recipientRefused() && service != Service.LMTP
          ? new Refusal(554, "5.5.1", "No valid recipients")
          : new Refusal(503, "5.5.1", "RCPT comes first");
    }
  }

  private static void requireNoArgument(Command command) throws Refusal {
    if (!command.argument().isEmpty()) {
      // RFC 5321 4.1.1.5, 4.1.1.10.
      throw new Refusal(501, "5.5.4", command.verb() + " takes no parameter");
    }
  }

  private void reset() throws IOException {
    if (transaction != null) {
      transaction.close();
      transaction = null;
    }
  }

  /** RFC 5321 4.5.3.2.7: 5 minutes between commands; less for those who have not logged in yet. */
  private void awaitCommands() {
    connection.idleTimeout(
        service == Service.SUBMISSION && account.isEmpty()
            ? settings.loginTimeout()
            : settings.commandTimeout());
  }

  private void reply(Reply reply) throws IOException {
    reply.writeTo(out);
  }

  /**
   * @param mistake whether the client does not know the protocol, or a password, as opposed to an
   *     address that is not here
   */
  private void refuse(Reply reply, boolean mistake) throws IOException {
    server.counters().refused(service, reply.code());
    reply(reply);
    if (mistake && reply.code() >= 500 && ++errors >= settings.maxErrors() && !ended) {
      reply(Reply.of(421, "4.7.0", settings.hostname() + " Too many errors, closing"));
      ended = true;
    }
  }
}
