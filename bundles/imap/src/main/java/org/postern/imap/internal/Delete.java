package org.postern.imap.internal;

import java.io.IOException;

/** DELETE (RFC 9051 6.3.5). Mailboxes under it stay. */
final class Delete implements Command.LoggedIn {
  @Override
  public String verb() {
    return "DELETE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String name = session.mailbox(in);
    in.end();
    if (MailboxNames.isInbox(name)) {
      throw new Failure.No(Code.CANNOT, "The INBOX can't be deleted");
    }
    if (!user.exists(name)) {
      boolean level = user.names().stream().anyMatch(n -> n.startsWith(name + "/"));
      // A level is listed as \NonExistent for the sake of those under it.
      throw level
          ? new Failure.No(Code.HASCHILDREN, "There are mailboxes under that name; delete them")
          : new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    user.delete(name);
    if (session.selected() != null && session.selected().folder().path().equals(user.path(name))) {
      session.deselect();
    }
    return Done.of("DELETE completed");
  }
}
