package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/** FETCH and UID FETCH (RFC 9051 6.4.5, 6.4.9). */
final class Fetch implements Command.InMailbox {
  private static final Set<FetchItem> UID_ALONE = Set.of(FetchItem.Known.UID);

  private final boolean byUid;

  Fetch(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID FETCH" : "FETCH";
  }

  @Override
  public boolean numbersMessages() {
    return !byUid;
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    MessageSet set = MessageSet.read(in);
    in.space();
    FetchRequest request = FetchRequest.read(in, byUid);
    in.end();
    if (request.vanished() && !session.enabled().qresync()) {
      // RFC 7162 3.2.6
      throw new Failure.Bad("ENABLE QRESYNC first");
    }
    if (request.items().contains(FetchItem.Known.MODSEQ)) {
      Enable.condstore(session);
    }
    UidSet uids = mailbox.messages(set, byUid);
    Folder folder = mailbox.folder();
    if (request.vanished()) {
      tellVanished(session, mailbox, set, request.changedSince());
    }
    if (request.changedSince() > 0) {
      // Chosen before \Seen is set, which changes the modseq of what was not changed before.
      uids =
          folder.search(
              both(uids, new SearchKey.ModSeq(request.changedSince() + 1)),
              session.progress().uncounted());
    }
    if (request.partial().isPresent()) {
      // RFC 9394 3.2
      uids = request.partial().get().of(uids);
    }
    if (!byUid && request.items().equals(UID_ALONE)) {
      tellUids(session, mailbox, uids);
      return Done.of(verb() + " completed");
    }
    boolean flags = request.items().contains(FetchItem.Known.FLAGS);
    long ahead = flags ? folder.ahead() : 0;
    Seen seen = request.any(FetchItem::setsSeen) ? see(session, folder, uids) : Seen.NONE;
    mailbox.touched(seen.uids);
    FetchWriter writer =
        new FetchWriter(session.responses(), session.progress(), mailbox, request, seen.uids);
    writer.write(uids);
    session.counters().fetched.add(writer.written());
    if (writer.damaged()) {
      throw new Failure.No(
          Code.CORRUPTION, "A message can't be read; the log of the server says why");
    }
    boolean uid = !mailbox.tellsUid() || request.items().contains(FetchItem.Known.UID);
    boolean modSeq = !mailbox.tellsModSeq() || request.items().contains(FetchItem.Known.MODSEQ);
    if (flags && uid && modSeq) {
      mailbox.answered(uids, ahead);
    }
    if (uid) {
      // Those are told with MODSEQ.
      mailbox.answered(seen.uids, seen.modSeq);
    }
    if (writer.unknownEncoding()) {
      // RFC 9051 6.4.5, BINARY
      throw new Failure.No(Code.UNKNOWN_CTE, "The encoding of a part is not known");
    }
    // RFC 5530: others removed some that the client still knows of.
    boolean missing = !byUid && writer.written() < uids.size();
    return new Done(missing ? Code.EXPUNGEISSUED : Code.NONE, verb() + " completed");
  }

  /**
   * Which uids the client's numbers stand for, those of messages that others removed too, as long
   * as it has not been told of that (RFC 2180 4.1.1): without a look at the store.
   */
  private static void tellUids(Session session, Selected mailbox, UidSet uids) throws IOException {
    Responses out = session.responses();
    long told = 0;
    for (UidRange range : uids.ranges()) {
      for (long uid = range.from(); uid <= range.to(); uid++) {
        session.progress().at(told++, uids.size());
        mailbox.begin(out, mailbox.number(uid), uid);
        out.ascii("UID ").number(uid).octet(')').end();
      }
    }
    session.counters().fetched.add(told);
  }

  // RFC 7162 3.2.6
  private static void tellVanished(
      Session session, Selected mailbox, MessageSet set, long changedSince) throws IOException {
    UidSet asked =
        switch (set) {
          case MessageSet.Saved _ -> mailbox.saved();
          case MessageSet.Named named ->
              UidSet.of(
                  named.set().resolve(UidRange.MAX).stream()
                      .map(r -> new UidRange(r.first(), r.last()))
                      .toList());
        };
    UidSet vanished = mailbox.folder().vanishedSince(changedSince, asked);
    if (!vanished.isEmpty()) {
      session.responses().untagged("VANISHED (EARLIER) " + vanished);
    }
  }

  /** The messages that did not have \Seen, and the modseq at which they got it. */
  private record Seen(UidSet uids, long modSeq) {
    static final Seen NONE = new Seen(UidSet.EMPTY, 0);
  }

  /** Sets \Seen (RFC 9051 6.4.5, BODY). */
  private static Seen see(Session session, Folder folder, UidSet uids) throws IOException {
    if (folder.readOnly()) {
      return Seen.NONE;
    }
    UidSet unseen =
        folder.search(
            both(uids, new SearchKey.Flags(0, MessageFlags.SEEN)), session.progress().uncounted());
    if (unseen.isEmpty()) {
      return Seen.NONE;
    }
    try {
      Folder.Stored stored =
          folder.store(
              unseen, Folder.StoreMode.ADD, MessageFlags.of(MessageFlags.SEEN), Long.MAX_VALUE);
      return new Seen(unseen, Selected.modSeq(stored.messages()));
    } catch (FolderException.NoRight e) {
      // RFC 4314 4: without the right s, \Seen is not set, and that is fine.
      return Seen.NONE;
    }
  }

  private static SearchKey both(UidSet uids, SearchKey key) {
    return new SearchKey.And(List.of(new SearchKey.Uids(uids), key));
  }
}
