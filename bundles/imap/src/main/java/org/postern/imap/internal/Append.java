package org.postern.imap.internal;

import java.io.IOException;
import java.util.Optional;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.MessageFlags;

/**
 * APPEND (RFC 9051 6.3.12), of many messages (RFC 3502), in binary (RFC 3516 4.4) and in UTF-8 (RFC
 * 6855 4), or put together of pieces ({@link Catenation}). Messages go from the connection to the
 * store as they come.
 */
final class Append implements Command.LoggedIn {
  private static final int MESSAGES = 1_000;

  @Override
  public String verb() {
    return "APPEND";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String name = session.mailbox(in);
    in.space();
    Optional<FolderAppend> opened = open(user, name);
    if (opened.isEmpty()) {
      // RFC 9051 6.3.12
      throw new Failure.No(Code.TRYCREATE, "There is no such mailbox; CREATE it first");
    }
    try (FolderAppend append = opened.get()) {
      int count = 0;
      do {
        if (++count > MESSAGES) {
          throw new Failure.No(Code.LIMIT, "APPEND takes " + MESSAGES + " messages");
        }
        session.progress().at(count - 1L, 0);
        message(session, user, append, in);
      } while (in.take(' '));
      in.end();
      FolderAppend.Appended appended = session.progress().whole(count, done -> append.commit());
      session.counters().appended.add(count);
      session.added(appended.mailboxId(), appended.uids());
      return new Done(
          new Code("APPENDUID " + appended.uidValidity() + " " + appended.uids()),
          "APPEND completed");
    }
  }

  private static Optional<FolderAppend> open(User user, String name) throws IOException {
    try {
      return Optional.of(user.folders().append(user.session(), user.path(name)));
    } catch (FolderException.NoSuchMailbox e) {
      return Optional.empty();
    }
  }

  /** Reads flags, date and octets of one message. */
  static void message(Session session, User user, FolderAppend append, CommandReader in)
      throws Failure, IOException {
    MessageFlags flags = MessageFlags.NONE;
    if (in.peek() == '(') {
      flags = FlagNames.list(in);
      in.space();
    }
    long date = System.currentTimeMillis();
    if (in.peek() == '"') {
      date = Dates.dateTime(in);
      in.space();
    }
    if (!Capabilities.hidden(session, "CATENATE") && in.takeText("CATENATE (")) {
      Catenation.append(session, user, append, in, flags, date);
      return;
    }
    boolean utf8 = utf8(session, in);
    if (in.peek() == '{' || in.peek() == '~') {
      literal(session, append, in, flags, date);
    } else {
      throw in.expected("a message as a literal");
    }
    if (utf8) {
      in.expect(')');
    }
  }

  /** Whether a message in UTF-8 follows, with a parenthesis behind it (RFC 6855 4). */
  static boolean utf8(Session session, CommandReader in) throws Failure.Bad {
    boolean utf8 = in.takeText("UTF8 (");
    if (utf8 && !session.responses().utf8()) {
      throw new Failure.Bad("ENABLE UTF8=ACCEPT first");
    }
    return utf8;
  }

  private static void literal(
      Session session, FolderAppend append, CommandReader in, MessageFlags flags, long date)
      throws Failure, IOException {
    CommandReader.Announced literal = in.announced();
    requireFits(session, append, literal.octets());
    if (literal.octets() == 0) {
      // RFC 3502 2: so a client gives up.
      throw new Failure.No("An empty message is not stored");
    }
    LiteralInput message = in.accept(literal);
    try {
      append.add(flags, date, literal.octets(), message);
    } finally {
      // Whatever became of it, what follows can be told from it.
      in.finish(message);
    }
    message.requireText();
  }

  /** Nothing is accepted before it is known to fit (RFC 7888 4, RFC 7889 3). */
  static void requireFits(Session session, FolderAppend append, long octets)
      throws Failure.No, IOException {
    if (octets > session.options().messageLimit()) {
      throw new Failure.No(
          Code.TOOBIG,
          "A message may have " + session.options().messageLimit() + " octets at most");
    }
    append.check(octets);
  }
}
