package org.postern.imap.internal;

import java.io.IOException;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.UidSet;

/** COPY and MOVE, by number or uid (RFC 9051 6.4.7, 6.4.8, 6.4.9). */
final class Copy implements Command.InMailbox {
  private final boolean byUid;
  private final boolean move;

  Copy(boolean byUid, boolean move) {
    this.byUid = byUid;
    this.move = move;
  }

  @Override
  public String verb() {
    return (byUid ? "UID " : "") + (move ? "MOVE" : "COPY");
  }

  @Override
  public boolean takesNumbers() {
    return !byUid;
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    MessageSet set = MessageSet.read(in);
    in.space();
    String name = session.mailbox(in);
    in.end();
    UidSet uids = mailbox.messages(set, byUid);
    Folder folder = mailbox.folder();
    MailboxPath target = session.user().path(name);
    Folder.Copied copied;
    try {
      copied =
          session
              .progress()
              .whole(
                  uids.size(),
                  done -> move ? folder.move(uids, target, done) : folder.copy(uids, target, done));
    } catch (FolderException.NoSuchMailbox e) {
      // RFC 9051 6.4.7
      throw new Failure.No(Code.TRYCREATE, "There is no such mailbox; CREATE it first");
    }
    if (copied.sources().isEmpty()) {
      return Done.of(verb() + " completed; there was nothing");
    }
    session.added(copied.mailboxId(), copied.targets());
    Code code =
        new Code(
            "COPYUID " + copied.uidValidity() + " " + copied.sources() + " " + copied.targets());
    if (!move) {
      return new Done(code, verb() + " completed");
    }
    // RFC 6851 4.3: COPYUID comes before the messages leave.
    session.responses().status("OK", code, "Moved");
    mailbox.follow(session.responses(), true);
    // RFC 7162 3.2.9
    return new Done(
        session.enabled().qresync()
            ? new Code("HIGHESTMODSEQ " + folder.highestModSeq())
            : Code.NONE,
        verb() + " completed");
  }
}
