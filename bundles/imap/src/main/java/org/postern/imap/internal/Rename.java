package org.postern.imap.internal;

import java.io.IOException;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.Folder;

/** RENAME (RFC 9051 6.3.6), of other people's mailboxes too where they allow it (RFC 4314 4). */
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
    boolean own = user.owns(from);
    int limit = session.options().mailboxLimit();
    if (own && MailboxNames.isInbox(user.path(from).getName())) {
      requireSameOwner(user, from, to);
      user.requireRoom(to, limit);
      moveInbox(user, to);
      return Done.of("RENAME completed; the INBOX is empty now");
    }
    if (!user.exists(from)) {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    requireSameOwner(user, from, to);
    if (MailboxNames.isInbox(user.path(to).getName()) || user.exists(to)) {
      throw new Failure.No(Code.ALREADYEXISTS, "There is a mailbox of that name already");
    }
    String path = user.path(from).getName();
    if (user.path(to).getName().startsWith(path + "/")) {
      throw new Failure.No(Code.CANNOT, "A mailbox can't be moved under itself");
    }
    if (!own) {
      requireRights(user, from, to);
    }
    for (String below : user.below(from)) {
      // Those under it get longer names too, and without this any length, name by name.
      MailboxNames.forNew(user.path(to).getName() + below);
      if (!own) {
        requireDeletion(user, from + below);
      }
    }
    if (!MailboxNames.parents(user.path(to).getName()).isEmpty()) {
      // Those above it may have to be made; it is there already itself, which is counted once more.
      user.requireRoom(to, limit + 1);
    }
    user.rename(from, to);
    if (session.enabled().rev2()) {
      ListCommand.writeRenamed(session.responses(), to, from);
    }
    return Done.of("RENAME completed");
  }

  /** The owner's quota, and the rights of others, are not to be given away. */
  private static void requireSameOwner(User user, String from, String to) throws Failure.No {
    MailboxPath target = user.path(to);
    // A name of nobody's is told like one of somebody else's.
    if (Places.ofOthers(target.getName()) || !target.getUser().equals(user.path(from).getUser())) {
      throw new Failure.No(Code.CANNOT, "A mailbox stays its owner's; copy what is in it");
    }
  }

  // RFC 4314 4: x for the old name, k on the mailbox above the new one.
  private static void requireRights(User user, String from, String to) throws Failure.No {
    if (MailboxNames.isInbox(user.path(from).getName())) {
      throw new Failure.No(Code.CANNOT, "The INBOX of somebody else stays");
    }
    requireDeletion(user, from);
    user.requireCreation(to);
  }

  private static void requireDeletion(User user, String name) throws Failure.No {
    if (!user.rights(name).contains(MailboxACL.Right.DeleteMailbox)) {
      throw new Failure.No(Code.NOPERM, "You need the right x on it and on all under it");
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
