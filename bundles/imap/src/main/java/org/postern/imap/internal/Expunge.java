package org.postern.imap.internal;

import java.io.IOException;
import org.postern.mailbox.UidSet;

/** EXPUNGE (RFC 9051 6.4.3) and UID EXPUNGE (6.4.9). */
final class Expunge implements Command.InMailbox {
  private final boolean byUid;

  Expunge(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID EXPUNGE" : "EXPUNGE";
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    UidSet uids = mailbox.folder().uids();
    if (byUid) {
      in.space();
      MessageSet set = MessageSet.read(in);
      in.end();
      uids = mailbox.messages(set, true);
    } else {
      in.end();
    }
    UidSet named = uids;
    UidSet gone =
        session.progress().whole(named.size(), done -> mailbox.folder().expunge(named, done));
    mailbox.follow(session.responses(), true);
    // RFC 7162 3.2.7, 3.2.8
    Code code =
        session.enabled().qresync() && !gone.isEmpty()
            ? new Code("HIGHESTMODSEQ " + mailbox.folder().highestModSeq())
            : Code.NONE;
    return new Done(code, verb() + " completed");
  }
}
