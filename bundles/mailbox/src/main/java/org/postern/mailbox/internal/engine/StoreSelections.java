package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/** {@link Selections} over the index. */
final class StoreSelections implements Selections {
  private static final int REMEMBERED = 256;
  private static final int REMEMBERED_RANGES = 1_000_000;

  private final Committer committer;
  private final Readers readers;
  private final Rows rows;
  private final Journals journals;

  /** By the time of their last use; guarded by itself. */
  private final LinkedHashMap<Long, State> recent = new LinkedHashMap<>(64, .75f, true);

  StoreSelections(Committer committer, Readers readers, Keywords keywords, Journals journals) {
    this.committer = committer;
    this.readers = readers;
    this.rows = new Rows(keywords);
    this.journals = journals;
  }

  @Override
  public Watch watch(long mailbox) {
    return journals.watch(mailbox);
  }

  @Override
  public State state(long mailbox) throws IOException {
    return readers.read(
        db -> {
          db.prepare("begin").executeUpdate();
          try {
            return state(db, mailbox);
          } finally {
            db.prepare("commit").executeUpdate();
          }
        });
  }

  private State state(Db db, long mailbox) throws SQLException, EngineException {
    long[] box =
        db.first(
                "select uidnext,modseq,messages,gonefloor from box where id=?",
                r -> new long[] {r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4)},
                mailbox)
            .orElseThrow(
                () -> new EngineException.NoSuchMailbox("There is no mailbox with id " + mailbox));
    State state = new State(uids(db, mailbox, box[2], box[3]), box[0], box[1]);
    remember(mailbox, state);
    return state;
  }

  private UidSet uids(Db db, long mailbox, long messages, long goneFloor) throws SQLException {
    if (messages == 0) {
      return UidSet.EMPTY;
    }
    long first = uid(db, mailbox, "asc");
    long last = uid(db, mailbox, "desc");
    if (last - first + 1 == messages) {
      // Nothing is missing between them, so that nothing needs to be looked at.
      return UidSet.range(first, last);
    }
    State before = remembered(mailbox);
    if (before != null && before.modSeq() >= goneFloor) {
      UidSet gone =
          UidSet.of(
              db.list(
                  "select lo,hi from gone where mb=? and modseq>?",
                  r -> new UidRange(r.getLong(1), r.getLong(2)),
                  mailbox,
                  before.modSeq()));
      UidSet now = before.uids().union(scan(db, mailbox, before.uidNext())).minus(gone);
      if (now.size() == messages) {
        return now;
      }
    }
    return scan(db, mailbox, 1);
  }

  private static UidSet scan(Db db, long mailbox, long from) throws SQLException {
    UidSet.Builder uids = new UidSet.Builder();
    PreparedStatement s =
        db.bind("select uid from msg where mb=? and uid>=? order by uid", mailbox, from);
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        uids.add(r.getLong(1));
      }
    }
    return uids.build();
  }

  private State remembered(long mailbox) {
    synchronized (recent) {
      return recent.get(mailbox);
    }
  }

  /** Of mailboxes that were looked at, so that the next look is at what has changed since. */
  private void remember(long mailbox, State state) {
    synchronized (recent) {
      recent.put(mailbox, state);
      long ranges = 0;
      for (State each : recent.values()) {
        ranges += each.uids().rangeCount();
      }
      while (recent.size() > REMEMBERED || (ranges > REMEMBERED_RANGES && recent.size() > 1)) {
        ranges -= recent.pollFirstEntry().getValue().uids().rangeCount();
      }
    }
  }

  private static long uid(Db db, long mailbox, String order) throws SQLException {
    return db.number(
        "select uid from msg where mb=? order by uid " + order + " limit 1", 0, mailbox);
  }

  @Override
  public List<Item> page(
      long mailbox, UidSet uids, long changedSince, Columns columns, boolean places, int limit)
      throws IOException {
    String select = columns.select(places);
    return readers.read(
        db -> {
          List<Item> page = new ArrayList<>(Math.min(limit, 256));
          long octets = 0;
          for (UidRange range : uids.ranges()) {
            PreparedStatement s = db.bind(select, mailbox, range.from(), range.to(), changedSince);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                byte[] packed = columns == Columns.FACTS ? r.getBytes(10) : null;
                Messages.Row row =
                    switch (columns) {
                      case FLAGS -> rows.flags(db, mailbox, r, 0);
                      case MODSEQ -> rows.flags(db, mailbox, r, r.getLong(3));
                      case ROW, FACTS -> rows.row(db, r);
                    };
                page.add(new Item(row, packed, places ? Tx.Body.of(r, columns.place) : null));
                octets += packed == null ? 0 : packed.length;
                if (page.size() >= limit || octets >= 1024L * limit) {
                  return page;
                }
              }
            }
          }
          return page;
        });
  }

  @Override
  public void keepFacts(Map<Long, byte[]> facts) throws IOException {
    committer.change(
        tx -> {
          for (Map.Entry<Long, byte[]> each : facts.entrySet()) {
            tx.db().update("update body set facts=? where id=?", each.getValue(), each.getKey());
          }
          return null;
        });
  }

  @Override
  public long deletedBytes(long mailbox) throws IOException {
    return readers.read(
        db ->
            db.number("select deleted from box where id=?", 0, mailbox) == 0
                ? 0L
                : db.number(
                    "select coalesce(sum(size),0) from msg indexed by msg_deleted"
                        + " where mb=? and flags & 2 <> 0",
                    0,
                    mailbox));
  }

  @Override
  public Map<Long, Mailboxes.Counters> counters(Collection<Long> mailboxes) throws IOException {
    return readers.read(
        db -> {
          Map<Long, Mailboxes.Counters> found = HashMap.newHashMap(mailboxes.size());
          db.prepare("begin").executeUpdate();
          try {
            for (long mailbox : mailboxes) {
              StoreMailboxes.counters(db, mailbox).ifPresent(c -> found.put(mailbox, c));
            }
          } finally {
            db.prepare("commit").executeUpdate();
          }
          return found;
        });
  }

  @Override
  public UidSet claimRecent(long mailbox, long upTo) throws IOException {
    if (readers.read(db -> db.number("select recent from box where id=?", 0, mailbox)) == 0) {
      return UidSet.EMPTY;
    }
    return committer.fleeting(tx -> claim(tx, mailbox, upTo));
  }

  private static UidSet claim(Tx tx, long mailbox, long upTo) throws SQLException, EngineException {
    BoxState box = tx.change(mailbox);
    // They are the newest, and their number is known: no need to look at the others.
    List<Long> recent =
        tx.db()
            .list(
                "select uid from msg where mb=? and uid<=? and flags & 16 <> 0"
                    + " order by uid desc limit ?",
                r -> r.getLong(1),
                mailbox,
                upTo,
                box.recent);
    UidSet uids = UidSet.of(recent.stream().mapToLong(Long::longValue).toArray());
    for (UidRange range : uids.ranges()) {
      tx.db()
          .update(
              "update msg set flags=flags & ~16 where mb=? and uid between ? and ?",
              mailbox,
              range.from(),
              range.to());
    }
    box.recent -= uids.size();
    return uids;
  }

  private static List<Messages.Range> ranges(UidSet uids) {
    return uids.ranges().stream().map(r -> new Messages.Range(r.from(), r.to())).toList();
  }

  @Override
  public Updated update(long mailbox, UidSet uids, UnaryOperator<Flags> change, long unchangedSince)
      throws IOException {
    return committer.change(
        tx -> {
          FlagUpdate update = new FlagUpdate(tx, mailbox, change, unchangedSince);
          return new Updated(update.run(ranges(uids)), update.modified());
        });
  }

  private List<Messages.Row> rows(Db db, long mailbox, UidSet uids) throws SQLException {
    List<Messages.Row> found = new ArrayList<>();
    for (UidRange range : uids.ranges()) {
      found.addAll(
          db.list(
              "select " + Rows.ROW + " from msg m where mb=? and uid between ? and ? order by uid",
              r -> rows.row(db, r),
              mailbox,
              range.from(),
              range.to()));
    }
    return found;
  }

  /**
   * The first of these that have \Deleted; the others are not looked at.
   *
   * @param all how many of the mailbox have it
   */
  private List<Messages.Row> deleted(Db db, long mailbox, UidSet uids, long all, int most)
      throws SQLException {
    List<Messages.Row> found = new ArrayList<>();
    if (uids.isEmpty()) {
      return found;
    }
    // A mailbox of many pieces, in each of which few or none have it, is asked for all that have.
    UidSet asked = uids.rangeCount() <= all ? uids : UidSet.range(uids.first(), uids.last());
    for (UidRange range : asked.ranges()) {
      PreparedStatement s =
          db.bind(
              "select "
                  + Rows.ROW
                  + " from msg m indexed by msg_deleted"
                  + " where mb=? and uid between ? and ? and flags & 2 <> 0 order by uid",
              mailbox,
              range.from(),
              range.to());
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          if (uids.contains(r.getLong(2))) {
            found.add(rows.row(db, r));
            if (found.size() == most) {
              return found;
            }
          }
        }
      }
    }
    return found;
  }

  @Override
  public List<Messages.Row> expungeDeleted(long mailbox, UidSet uids, int most, LongConsumer done)
      throws IOException {
    return committer.change(
        tx -> {
          long all = tx.box(mailbox).deleted;
          List<Messages.Row> found = deleted(tx.db(), mailbox, uids, all, most);
          Removal.remove(tx, mailbox, found, done);
          return found;
        });
  }

  @Override
  public Transferred transfer(
      long mailbox, UidSet uids, long target, Copying copying, boolean move, LongConsumer done)
      throws IOException {
    return committer.change(
        tx -> {
          tx.box(mailbox);
          tx.box(target);
          List<Messages.Row> sources = rows(tx.db(), mailbox, uids);
          if (sources.isEmpty()) {
            return new Transferred(sources, sources);
          }
          // Of a move, a message that is there already is half done.
          LongConsumer copied = move ? count -> done.accept(count / 2) : done;
          List<Messages.Row> added =
              StoreMessages.copy(tx, target, sources.stream().map(copying::of).toList(), copied);
          if (move) {
            Removal.remove(
                tx, mailbox, sources, count -> done.accept((sources.size() + count) / 2));
          }
          return new Transferred(sources, added);
        });
  }
}
