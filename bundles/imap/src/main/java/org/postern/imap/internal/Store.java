package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.postern.mailbox.Folder;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/** STORE and UID STORE (RFC 9051 6.4.6), with UNCHANGEDSINCE (RFC 7162 3.1.3). */
final class Store implements Command.InMailbox {
  /** So many messages are changed at once, so that answers take bounded memory. */
  private static final long PAGE = 10_000;

  private final boolean byUid;

  Store(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID STORE" : "STORE";
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
    long unchangedSince = Long.MAX_VALUE;
    boolean conditional = in.peek() == '(';
    if (conditional) {
      in.open();
      if (!in.takeWord("UNCHANGEDSINCE")) {
        throw in.expected("UNCHANGEDSINCE");
      }
      in.space();
      unchangedSince = in.number64();
      in.close();
      in.space();
    }
    Folder.StoreMode mode =
        in.take('+')
            ? Folder.StoreMode.ADD
            : in.take('-') ? Folder.StoreMode.REMOVE : Folder.StoreMode.REPLACE;
    boolean silent =
        switch (in.name("FLAGS")) {
          case "FLAGS" -> false;
          case "FLAGS.SILENT" -> true;
          default -> throw new Failure.Bad("STORE changes FLAGS");
        };
    in.space();
    MessageFlags flags = FlagNames.listOrBare(in);
    in.end();
    if (conditional) {
      Enable.condstore(session);
    }
    UidSet uids = mailbox.messages(set, byUid);
    UidSet modified = UidSet.EMPTY;
    long stored = 0;
    for (UidSet page : pages(uids)) {
      session.progress().at(stored, uids.size());
      Folder.Stored result = mailbox.folder().store(page, mode, flags, unchangedSince);
      modified = modified.union(result.modified());
      stored += result.messages().size();
      mailbox.touched(page);
      tell(session, mailbox, result, silent);
    }
    if (!modified.isEmpty()) {
      UidSet told = byUid ? modified : mailbox.numbers(modified);
      return new Done(new Code("MODIFIED " + told), "Some were changed by others, and left alone");
    }
    boolean missing = !byUid && stored < uids.size();
    return new Done(missing ? Code.EXPUNGEISSUED : Code.NONE, verb() + " completed");
  }

  private void tell(Session session, Selected mailbox, Folder.Stored result, boolean silent)
      throws IOException {
    // RFC 7162 3.1.3: MODSEQ is told even when flags are not.
    if (silent && !session.enabled().condstore()) {
      return;
    }
    boolean uid = byUid || session.enabled().qresync();
    for (Folder.FlagsOf message : result.messages()) {
      mailbox.flags(session.responses(), message, uid, !silent);
    }
    if (!silent) {
      mailbox.answered(result.messages());
    }
  }

  private static List<UidSet> pages(UidSet uids) {
    if (uids.size() <= PAGE) {
      return List.of(uids);
    }
    List<UidSet> pages = new ArrayList<>();
    for (long at = 0; at < uids.size(); at += PAGE) {
      long last = Math.min(at + PAGE, uids.size()) - 1;
      UidRange range = new UidRange(uids.get(at), uids.get(last));
      pages.add(uids.intersect(UidSet.range(range.from(), range.to())));
    }
    return pages;
  }
}
