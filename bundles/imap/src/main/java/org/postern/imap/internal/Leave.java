package org.postern.imap.internal;

import java.io.IOException;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.UidSet;

/**
 * CLOSE, which expunges and says nothing of it (RFC 9051 6.4.1), and UNSELECT, which does not
 * (6.4.2).
 */
final class Leave implements Command.InMailbox {
  private final boolean expunge;

  Leave(boolean expunge) {
    this.expunge = expunge;
  }

  @Override
  public String verb() {
    return expunge ? "CLOSE" : "UNSELECT";
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.end();
    try {
      if (expunge && !mailbox.folder().readOnly()) {
        // What others have added since is not deleted without the client's knowledge.
        UidSet all = mailbox.folder().uids();
        session.progress().whole(all.size(), done -> mailbox.folder().expunge(all, done));
      }
    } catch (FolderException.NoRight e) {
      // RFC 4314 4: CLOSE without the right e leaves the messages alone, and is fine.
    } finally {
      session.deselect();
    }
    return Done.of(verb() + " completed");
  }
}
