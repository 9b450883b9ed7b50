package org.postern.imap.internal;

import java.io.IOException;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.UidSet;

/** REPLACE and UID REPLACE: a message for another (RFC 8508). */
final class Replace implements Command.InMailbox {
  private final boolean byUid;

  Replace(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID REPLACE" : "REPLACE";
  }

  @Override
  public boolean takesNumbers() {
    return !byUid;
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    long number = in.take('*') ? SequenceSet.STAR : in.number(1, CommandReader.NUMBER);
    in.space();
    String name = session.mailbox(in);
    in.space();
    UidSet old = mailbox.messages(MessageSet.of(number), byUid);
    if (old.isEmpty()) {
      throw new Failure.Bad("There is no such message");
    }
    User user = session.user();
    FolderAppend.Appended appended;
    // RFC 8508 3.4, 4.1: what can't be done as a whole is not begun; said before a literal is
    // asked for.
    try (FolderAppend append = mailbox.folder().replace(old.first(), user.path(name))) {
      Append.message(session, user, append, in);
      in.end();
      appended = append.commit();
    } catch (FolderException.NoSuchMailbox e) {
      throw new Failure.No(Code.TRYCREATE, "There is no such mailbox; CREATE it first");
    }
    session.counters().appended.increment();
    session.added(appended.mailboxId(), appended.uids());
    session
        .responses()
        .status(
            "OK",
            new Code("APPENDUID " + appended.uidValidity() + " " + appended.uids()),
            "Replaced");
    mailbox.follow(session.responses(), true);
    return Done.of(verb() + " completed");
  }
}
