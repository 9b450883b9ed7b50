package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.FolderStatus;
import org.postern.mailbox.Folders;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Flags;
import org.postern.mailbox.internal.engine.Lease;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Messages.FlagChange;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Selections.Columns;
import org.postern.mailbox.internal.engine.Selections.Item;
import org.postern.mailbox.internal.engine.Selections.Transferred;
import org.postern.mailbox.internal.engine.Selections.Updated;
import org.postern.mailbox.mime.MessageFacts;

/** A selected mailbox. */
final class SelectedFolder implements Folder {
  private static final int COLUMNS_PAGE = 2_000;
  private static final int FACTS_PAGE = 500;

  /** Messages that are expunged in one step: mail that comes in waits so long. */
  private static final int EXPUNGED = 1_000;

  /** Reading so many rows costs less than another query. */
  private static final int NEAR = 8;

  private final FolderService folders;
  private final FolderService.Tools tools;
  private final Engine engine;
  private final MailboxSession session;
  private final MailboxPath path;
  private final Box box;
  private final boolean own;
  private final boolean readOnly;
  private final FolderView view;
  private final MessageFactsReader facts;
  private FolderRights rights;
  private UidSet recent = UidSet.EMPTY;

  SelectedFolder(
      FolderService folders,
      MailboxSession session,
      MailboxPath path,
      FolderService.Found found,
      boolean examine)
      throws IOException {
    this.folders = folders;
    this.tools = folders.tools();
    this.engine = tools.engine();
    this.session = session;
    this.path = path;
    this.box = found.box();
    this.rights = found.rights();
    this.own = box.user().equals(session.getUser().asString());
    this.readOnly = examine || !rights.changes();
    this.view = new FolderView(engine.selections(), box.id());
    this.facts = new MessageFactsReader(engine);
  }

  @Override
  public MailboxPath path() throws IOException {
    return EngineCalls.call(() -> engine.mailboxes().find(box.id()).map(Places::path).orElse(path));
  }

  @Override
  public String mailboxId() {
    return Places.id(box);
  }

  @Override
  public long uidValidity() {
    return box.uidValidity();
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public Rfc4314Rights rights() {
    return rights.rights();
  }

  /** The owner's never change; those of others may at any time. */
  private FolderRights now() throws IOException {
    if (!own) {
      rights = folders.rights(session, box, path.getName());
    }
    return rights;
  }

  @Override
  public UidSet uids() {
    return view.uids();
  }

  @Override
  public long uidNext() {
    return view.uidNext();
  }

  @Override
  public long highestModSeq() {
    return view.modSeq();
  }

  @Override
  public Changes poll(boolean expunges) throws IOException {
    // Who may not read it any more is told nothing of it, and all of it when he may again.
    return now().has(Right.Read) ? EngineCalls.call(() -> view.poll(expunges)) : Changes.NONE;
  }

  @Override
  public long ahead() throws IOException {
    if (!view.watch().isBehind()) {
      return 0;
    }
    try {
      return EngineCalls.call(() -> engine.mailboxes().counters(box.id()).highestModSeq());
    } catch (FolderException.NoSuchMailbox e) {
      return 0; // which is told by poll
    }
  }

  @Override
  public Folders.Registration listen(Runnable wake) {
    view.watch().listen(wake);
    return () -> view.watch().listen(null);
  }

  @Override
  public FolderStatus status() throws IOException {
    return EngineCalls.call(
        () -> folders.status(box, engine.mailboxes().counters(box.id()), false));
  }

  @Override
  public OptionalLong firstUnseen() throws IOException {
    return EngineCalls.call(
        () ->
            engine
                .messages()
                .firstUnseen(box.id())
                .filter(uid -> view.uids().contains(uid))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
  }

  @Override
  public Set<String> keywords() throws IOException {
    return EngineCalls.call(() -> engine.mailboxes().keywords(box.id()));
  }

  @Override
  public PermanentFlags permanentFlags() throws IOException {
    if (readOnly) {
      return new PermanentFlags(MessageFlags.NONE, false);
    }
    FolderRights may = now();
    Set<String> words = may.keywords() ? keywords() : Set.of();
    return new PermanentFlags(new MessageFlags(may.system(), words), may.keywords());
  }

  @Override
  public UidSet recent() throws IOException {
    if (!readOnly) {
      // Only what this session knows of: else nobody would be told of the others.
      long upTo = view.uids().last();
      recent =
          recent.union(EngineCalls.call(() -> engine.selections().claimRecent(box.id(), upTo)));
    } else {
      // RFC 3501 6.3.2: EXAMINE leaves them to the next session, but shows them.
      long[] all =
          EngineCalls.call(
              () -> engine.messages().uids(box.id(), Messages.Range.ALL, Flags.RECENT, 0));
      recent = UidSet.of(all);
    }
    return recent.intersect(view.uids());
  }

  @Override
  public void fetch(UidSet uids, Detail detail, long changedSince, MessageConsumer consumer)
      throws IOException {
    fetch(uids, detail, changedSince, false, (message, place) -> consumer.accept(message));
  }

  /** Gets messages, with where their octets are when that was asked for. */
  @FunctionalInterface
  interface PlaceConsumer {
    void accept(Message message, Lease.Place place) throws IOException;
  }

  void fetch(UidSet uids, Detail detail, long changedSince, boolean places, PlaceConsumer consumer)
      throws IOException {
    now().require(Right.Read);
    UidSet wanted = uids.intersect(view.uids());
    UidSet left = spans(wanted);
    boolean others = left.size() > wanted.size();
    boolean full = detail == Detail.FACTS;
    Columns columns =
        switch (detail) {
          case FLAGS -> Columns.FLAGS;
          case MODSEQ -> Columns.MODSEQ;
          case COLUMNS -> Columns.ROW;
          case FACTS -> Columns.FACTS;
        };
    int limit = full ? FACTS_PAGE : COLUMNS_PAGE;
    while (!left.isEmpty()) {
      UidSet now = left;
      List<Item> page =
          EngineCalls.call(
              () -> engine.selections().page(box.id(), now, changedSince, columns, places, limit));
      if (page.isEmpty()) {
        return;
      }
      long last = page.getLast().row().uid();
      if (others) {
        page.removeIf(item -> !wanted.contains(item.row().uid()));
      }
      // Outside of any call of the engine: the consumer may take its time.
      List<byte[]> packed = full ? EngineCalls.call(() -> facts.complete(page)) : null;
      for (int i = 0; i < page.size(); i++) {
        Item item = page.get(i);
        consumer.accept(
            message(item.row(), full ? MessageFactsReader.of(packed.get(i)) : null), item.place());
      }
      left = left.last() == last ? UidSet.EMPTY : left.minus(UidSet.range(1, last));
    }
  }

  /** Ranges that few other messages lie between are read as one. */
  private UidSet spans(UidSet uids) {
    UidSet all = view.uids();
    UidSet.Builder spans = new UidSet.Builder();
    UidRange open = null;
    for (UidRange range : uids.ranges()) {
      if (open == null) {
        open = range;
      } else if (all.rank(range.from()) - all.rank(open.to() + 1) <= NEAR) {
        open = new UidRange(open.from(), range.to());
      } else {
        spans.add(open);
        open = range;
      }
    }
    return open == null ? UidSet.EMPTY : spans.add(open).build();
  }

  private static Message message(Row row, MessageFacts facts) {
    return new Message(
        row.uid(),
        FolderRights.view(row.flags()),
        row.modSeq(),
        row.size(),
        row.internalDate(),
        row.saveDate(),
        row.id(),
        row.thread(),
        facts);
  }

  @Override
  public Bodies bodies() {
    return new StoredBodies(this, engine.lease());
  }

  @Override
  public UidSet vanishedSince(long modSeq, UidSet uids) throws IOException {
    List<Messages.Range> ranges =
        EngineCalls.call(() -> engine.messages().vanishedSince(box.id(), modSeq));
    UidSet vanished = UidSet.of(ranges.stream().map(r -> new UidRange(r.from(), r.to())).toList());
    // What is in the view still is told by poll.
    return vanished.intersect(uids).minus(view.uids());
  }

  @Override
  public UidSet search(SearchKey key, Progress progress) throws IOException {
    now().require(Right.Read);
    return new FolderSearch(engine, box.id(), this, progress).run(key);
  }

  private void requireWritable() throws FolderException {
    if (readOnly) {
      throw new FolderException.ReadOnly(path.getName());
    }
  }

  @Override
  public Stored store(UidSet uids, StoreMode mode, MessageFlags flags, long unchangedSince)
      throws IOException {
    requireWritable();
    FolderRights may = now();
    may.requireAny(flags, mode == StoreMode.REPLACE);
    UidSet those = uids.intersect(view.uids());
    Updated updated =
        EngineCalls.call(
            () ->
                engine
                    .selections()
                    .update(
                        box.id(),
                        those,
                        before -> may.changed(before, mode, flags),
                        unchangedSince));
    List<FlagsOf> now = new ArrayList<>(updated.changes().size());
    List<FlagChange> changed = new ArrayList<>();
    for (FlagChange change : updated.changes()) {
      now.add(new FlagsOf(change.uid(), FolderRights.view(change.after()), change.modSeq()));
      if (!change.before().equals(change.after())) {
        view.ownChange(change.modSeq());
        changed.add(change);
      }
    }
    tools.events().flagged(box, changed);
    return new Stored(now, updated.modified());
  }

  @Override
  public UidSet expunge(UidSet uids, LongConsumer done) throws IOException {
    requireWritable();
    now().require(Right.PerformExpunge);
    UidSet left = uids.intersect(view.uids());
    UidSet.Builder gone = new UidSet.Builder();
    long before = 0;
    while (!left.isEmpty()) {
      UidSet those = left;
      long already = before;
      List<Row> removed =
          EngineCalls.call(
              () ->
                  engine
                      .selections()
                      .expungeDeleted(
                          box.id(), those, EXPUNGED, count -> done.accept(already + count)));
      tools.events().expunged(box, removed);
      removed.forEach(row -> gone.add(row.uid()));
      before += removed.size();
      left =
          removed.size() < EXPUNGED
              ? UidSet.EMPTY
              : left.minus(UidSet.range(1, removed.getLast().uid()));
    }
    return gone.build();
  }

  private static UidSet uids(List<Row> ascending) {
    UidSet.Builder uids = new UidSet.Builder();
    ascending.forEach(row -> uids.add(row.uid()));
    return uids.build();
  }

  @Override
  public Copied copy(UidSet uids, MailboxPath target, LongConsumer done) throws IOException {
    now().require(Right.Read);
    return transfer(uids, target, false, done);
  }

  @Override
  public Copied move(UidSet uids, MailboxPath target, LongConsumer done) throws IOException {
    // RFC 6851 4: MOVE needs what STORE of \Deleted and EXPUNGE need.
    requireRemoval();
    rights.require(Right.Read);
    return transfer(uids, target, true, done);
  }

  @Override
  public FolderAppend replace(long uid, MailboxPath target) throws IOException {
    requireRemoval();
    FolderService.Found to = folders.findTarget(session, target);
    to.rights().require(Right.Insert);
    List<Row> old =
        EngineCalls.call(() -> engine.messages().find(box.id(), Messages.Range.of(uid), 1));
    if (old.isEmpty()) {
      throw new FolderException.Expunged("Message " + uid + " was expunged");
    }
    return new UidAppend(tools, to, new UidAppend.Replacing(this, box, old.getFirst()));
  }

  /** RFC 8508 4.1: what STORE of \Deleted and EXPUNGE need, and REPLACE as well. */
  void requireRemoval() throws IOException {
    requireWritable();
    FolderRights may = now();
    may.require(Right.DeleteMessages);
    may.require(Right.PerformExpunge);
  }

  private Copied transfer(UidSet uids, MailboxPath target, boolean move, LongConsumer so)
      throws IOException {
    FolderService.Found to = folders.findTarget(session, target);
    to.rights().require(Right.Insert);
    UidSet those = uids.intersect(view.uids());
    boolean free = move && to.box().user().equals(box.user());
    long[] room = free ? new long[2] : room(those);
    try (Reservation _ = Reservation.of(tools.quotas(), to.box().user(), room[0], room[1])) {
      Transferred done =
          EngineCalls.call(
              () ->
                  engine
                      .selections()
                      .transfer(box.id(), those, to.box().id(), row -> copy(row, to), move, so));
      tools.events().appended(to.box(), done.targets());
      if (move) {
        tools.events().expunged(box, done.sources());
      }
      return new Copied(
          Places.id(to.box()), to.box().uidValidity(), uids(done.sources()), uids(done.targets()));
    }
  }

  private Messages.Copy copy(Row row, FolderService.Found to) {
    MessageFlags flags = FolderRights.view(row.flags());
    Flags allowed = to.rights().allowed(flags);
    return new Messages.Copy(
        row.id(),
        // RFC 3501 6.4.7: a copy is recent there.
        new Flags(allowed.system() | Flags.RECENT, allowed.keywords()),
        row.internalDate(),
        tools.clock().millis(),
        row.thread());
  }

  /** How many messages and octets these are. */
  private long[] room(UidSet uids) throws IOException {
    long[] room = new long[2];
    for (UidRange range : uids.ranges()) {
      EngineCalls.call(
          () -> {
            engine
                .messages()
                .scan(
                    box.id(),
                    new Messages.Range(range.from(), range.to()),
                    (uid, flags, modSeq, size, internalDate, id) -> {
                      room[0]++;
                      room[1] += size;
                    });
            return null;
          });
    }
    return room;
  }

  @Override
  public void close() {
    view.close();
  }
}
