package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.postern.mailbox.FolderStatus;

/** STATUS: figures of a mailbox (RFC 9051 6.3.11). */
final class StatusCommand implements Command.LoggedIn {
  @Override
  public String verb() {
    return "STATUS";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String name = session.mailbox(in);
    in.space();
    Set<StatusItems> items = StatusItems.read(in);
    in.end();
    FolderStatus status =
        user.folders()
            .status(
                user.session(),
                List.of(user.path(name)),
                items.contains(StatusItems.DELETED_STORAGE))
            .get(user.path(name));
    if (status == null) {
      // RFC 4314 4: STATUS needs the right r; who has l is not told that there is none.
      throw !user.owns(name) && user.exists(name)
          ? new Failure.No(Code.NOPERM, "You need the right r to do that")
          : new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    if (items.contains(StatusItems.HIGHESTMODSEQ)) {
      // RFC 7162 3.1: it enables CONDSTORE.
      Enable.condstore(session);
    }
    StatusItems.write(session.responses(), session.options(), name, items, status);
    return Done.of("STATUS completed");
  }
}
