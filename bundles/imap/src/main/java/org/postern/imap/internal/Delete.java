package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.FolderStatus;

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
    boolean selected = selected(session, user, name);
    user.delete(name);
    if (selected) {
      session.deselect();
    }
    return Done.of("DELETE completed");
  }

  private static boolean selected(Session session, User user, String name) throws IOException {
    if (session.selected() == null) {
      return false;
    }
    MailboxPath path = user.path(name);
    FolderStatus named = user.folders().status(user.session(), List.of(path), false).get(path);
    return named != null && session.selects(named.mailboxId());
  }
}
