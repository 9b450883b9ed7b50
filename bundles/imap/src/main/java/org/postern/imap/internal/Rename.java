package org.postern.imap.internal;

import java.io.IOException;
import org.postern.mailbox.Folder;

/** RENAME (RFC 9051 6.3.6). */
final class Rename implements Command.LoggedIn {
  @Override
  public String verb() {
    return "RENAME";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String from = session.mailbox(in);
    in.space();
    String given = session.mailbox(in);
    in.end();
    String to = Places.forNew(given);
    if (Places.ofOthers(from) || Places.ofOthers(to)) {
      throw new Failure.No(Code.CANNOT, "Only their owner renames mailboxes");
    }
    if (MailboxNames.isInbox(from)) {
      moveInbox(user, to);
      return Done.of("RENAME completed; the INBOX is empty now");
    }
    if (MailboxNames.isInbox(to) || user.exists(to)) {
      throw new Failure.No(Code.ALREADYEXISTS, "There is a mailbox of that name already");
    }
    if (to.startsWith(from + "/")) {
      throw new Failure.No(Code.CANNOT, "A mailbox can't be moved under itself");
    }
    if (!user.exists(from)) {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    requireRoomBelow(user, from, to);
    user.rename(from, to);
    if (session.enabled().rev2()) {
      ListCommand.writeRenamed(session.responses(), to, from);
    }
    return Done.of("RENAME completed");
  }

  /** Those under it get longer names too, and without this any length, name by name. */
  private static void requireRoomBelow(User user, String from, String to) throws Failure.No {
    for (String name : user.names().tailSet(from + "/")) {
      if (!name.startsWith(from + "/")) {
        break;
      }
      MailboxNames.forNew(to + name.substring(from.length()));
    }
  }

  // RFC 9051 6.3.6: renaming INBOX moves its messages; it stays, and so do those under it.
  private static void moveInbox(User user, String to) throws Failure, IOException {
    if (user.exists(to)) {
      throw new Failure.No(Code.ALREADYEXISTS, "There is a mailbox of that name already");
    }
    user.create(to);
    try (Folder inbox = user.folders().open(user.session(), user.path(MailboxNames.INBOX), false)) {
      inbox.move(inbox.uids(), user.path(to));
    }
  }
}
