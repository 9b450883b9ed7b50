package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.mailbox.Folder.Changes;
import org.postern.mailbox.Folder.FlagsOf;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Change;
import org.postern.mailbox.internal.engine.Selections;
import org.postern.mailbox.internal.engine.Selections.Columns;
import org.postern.mailbox.internal.engine.Selections.Item;
import org.postern.mailbox.internal.engine.Selections.State;

/**
 * The uids that one session knows of, and how they follow the mailbox. For one thread at a time.
 */
final class FolderView {
  private static final int PAGE = 1_000;

  private final Selections selections;
  private final long mailbox;
  private final Selections.Watch watch;

  /** A session that asks for no news makes changes without end: the oldest are forgotten. */
  private static final int OWN = 10_000;

  /** Modseqs of changes that this session made and was told of. */
  private final TreeSet<Long> own = new TreeSet<>();

  private UidSet uids;
  private long uidNext;
  private long modSeq;

  /** The modseq when the mailbox itself was looked at. */
  private long looked;

  /** Expunged messages that are still in the view, and the first modseq at which one was. */
  private UidSet withheld = UidSet.EMPTY;

  private long withheldSince;
  private boolean deleted;

  FolderView(Selections selections, long mailbox) throws IOException {
    this.selections = selections;
    this.mailbox = mailbox;
    // The watch first: what happens after the look at the uids is among its changes.
    watch = selections.watch(mailbox);
    boolean opened = false;
    try {
      take(selections.state(mailbox));
      opened = true;
    } finally {
      if (!opened) {
        watch.close();
      }
    }
  }

  private void take(State state) {
    uids = state.uids();
    uidNext = state.uidNext();
    modSeq = state.modSeq();
    looked = modSeq;
  }

  UidSet uids() {
    return uids;
  }

  long uidNext() {
    return uidNext;
  }

  /** Up to which everything was told. */
  long modSeq() {
    return withheld.isEmpty() ? modSeq : Math.min(modSeq, withheldSince - 1);
  }

  Selections.Watch watch() {
    return watch;
  }

  /** This session changed flags and knows. */
  void ownChange(long at) {
    own.add(at);
    if (own.size() > OWN) {
      own.pollFirst();
    }
  }

  /** What happened between two looks. */
  private static final class News {
    final TreeMap<Long, FlagsOf> flags = new TreeMap<>();
    UidSet added = UidSet.EMPTY;
    UidSet gone = UidSet.EMPTY;

    /** They may have come, or come and gone, before the mailbox was looked at. */
    UidSet doubtful = UidSet.EMPTY;
  }

  Changes poll(boolean expunges) throws IOException {
    List<Change> changes = watch.take();
    News news = new News();
    if (changes == null) {
      resync(news);
    } else {
      changes.forEach(change -> apply(change, news));
    }
    if (deleted) {
      throw new FolderException.NoSuchMailbox("The mailbox was deleted");
    }
    own.removeIf(at -> at <= modSeq);
    if (!news.doubtful.isEmpty()) {
      UidSet.Builder there = new UidSet.Builder();
      selections
          .page(mailbox, news.doubtful, 0, Columns.FLAGS, false, PAGE)
          .forEach(item -> there.add(item.row().uid()));
      news.added = news.added.union(there.build());
    }
    return tell(news, expunges);
  }

  private void apply(Change change, News news) {
    if (change instanceof Change.Deleted) {
      deleted = true;
      return;
    }
    if (change.modSeq() <= looked) {
      // It happened before the look at the uids, unless its modseq was taken before.
      if (change instanceof Change.Added added && added.modSeq() == looked) {
        news.doubtful = news.doubtful.union(added.uids().minus(uids));
      }
      return;
    }
    modSeq = Math.max(modSeq, change.modSeq());
    switch (change) {
      case Change.Added added -> news.added = news.added.union(added.uids());
      case Change.Expunged expunged -> {
        news.gone = news.gone.union(expunged.uids());
        if (withheldSince == 0) {
          withheldSince = modSeq;
        }
      }
      case Change.Flagged flagged -> {
        MessageFlags flags = FolderRights.view(flagged.flags());
        boolean known = own.contains(flagged.modSeq());
        flagged
            .uids()
            .forEach(
                uid -> {
                  // RFC 9051 6.4.6: what others changed before is told, even after .SILENT.
                  if (!known || news.flags.containsKey(uid)) {
                    news.flags.put(uid, new FlagsOf(uid, flags, flagged.modSeq()));
                  }
                });
      }
      case Change.Deleted _ -> {}
    }
  }

  /** Too much has happened to be kept: compares with the mailbox itself. */
  private void resync(News news) throws IOException {
    watch.skip();
    State state;
    try {
      state = selections.state(mailbox);
    } catch (org.postern.mailbox.internal.engine.EngineException.NoSuchMailbox e) {
      deleted = true;
      return;
    }
    long before = modSeq;
    news.added = state.uids().minus(uids);
    news.gone = uids.minus(state.uids());
    if (!news.gone.isEmpty() && withheldSince == 0) {
      withheldSince = before + 1;
    }
    UidSet left = uids.intersect(state.uids());
    while (!left.isEmpty()) {
      List<Item> page = selections.page(mailbox, left, before, Columns.MODSEQ, false, PAGE);
      for (Item item : page) {
        // What changed since is told by the watch.
        if (item.row().modSeq() <= state.modSeq()) {
          MessageFlags flags = FolderRights.view(item.row().flags());
          long uid = item.row().uid();
          news.flags.put(uid, new FlagsOf(uid, flags, item.row().modSeq()));
        }
      }
      left =
          page.size() < PAGE
              ? UidSet.EMPTY
              : left.minus(UidSet.range(1, page.getLast().row().uid()));
    }
    modSeq = state.modSeq();
    looked = modSeq;
    uidNext = state.uidNext();
  }

  private Changes tell(News news, boolean expunges) {
    // What came and went between two looks was never there.
    UidSet added = news.added.minus(news.gone).minus(uids);
    withheld = withheld.union(news.gone.intersect(uids));
    if (!news.added.isEmpty()) {
      uidNext = Math.max(uidNext, news.added.last() + 1);
    }
    news.flags.keySet().removeIf(uid -> !uids.contains(uid) || withheld.contains(uid));
    UidSet expunged = UidSet.EMPTY;
    List<Long> numbers = List.of();
    if (expunges && !withheld.isEmpty()) {
      expunged = withheld;
      numbers = numbers(expunged);
      uids = uids.minus(expunged);
      withheld = UidSet.EMPTY;
    }
    if (withheld.isEmpty()) {
      withheldSince = 0;
    }
    uids = uids.union(added);
    if (expunged.isEmpty() && added.isEmpty() && news.flags.isEmpty()) {
      return Changes.NONE;
    }
    return new Changes(expunged, numbers, added, List.copyOf(news.flags.values()));
  }

  /** RFC 9051 7.5.1: each EXPUNGE decrements the numbers of those behind it at once. */
  private List<Long> numbers(UidSet expunged) {
    List<Long> numbers = new ArrayList<>(Math.toIntExact(expunged.size()));
    expunged.forEach(uid -> numbers.add(uids.indexOf(uid) + 1 - numbers.size()));
    return numbers;
  }

  void close() {
    watch.close();
  }
}
