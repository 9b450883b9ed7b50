package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.postern.mailbox.UidSet;

/**
 * Changes the flags of uid ranges. Messages in a row that get the same flags are one UPDATE, and
 * flags that many messages have are computed once. Committer only.
 */
final class FlagUpdate {
  private final Tx tx;
  private final long mailbox;
  private final UnaryOperator<Flags> change;
  private final Map<Long, Long> after = new HashMap<>();
  private final List<Messages.FlagChange> changes = new ArrayList<>();
  private final UidSet.Builder modified = new UidSet.Builder();
  private final long unchangedSince;
  private long modSeq;

  FlagUpdate(Tx tx, long mailbox, UnaryOperator<Flags> change) {
    this(tx, mailbox, change, Long.MAX_VALUE);
  }

  /**
   * @param unchangedSince messages whose modseq is larger are left alone (RFC 7162 3.1.3)
   */
  FlagUpdate(Tx tx, long mailbox, UnaryOperator<Flags> change, long unchangedSince) {
    this.tx = tx;
    this.mailbox = mailbox;
    this.change = change;
    this.unchangedSince = unchangedSince;
  }

  /** Messages that were left alone, of ranges that ascend. */
  UidSet modified() {
    return modified.build();
  }

  private record Found(long uid, long before, long modSeq, long id) {}

  List<Messages.FlagChange> run(List<Messages.Range> ranges) throws SQLException, EngineException {
    tx.box(mailbox);
    for (Messages.Range range : ranges) {
      List<Found> found = find(range);
      for (int i = 0; i < found.size(); ) {
        if (found.get(i).modSeq > unchangedSince) {
          modified.add(found.get(i++).uid);
          continue;
        }
        long flags = after(found.get(i).before);
        int end = i + 1;
        while (end < found.size()
            && found.get(end).modSeq <= unchangedSince
            && after(found.get(end).before) == flags) {
          end++;
        }
        apply(found.subList(i, end), flags);
        i = end;
      }
    }
    return changes;
  }

  private List<Found> find(Messages.Range range) throws SQLException {
    PreparedStatement s =
        tx.db()
            .bind(
                "select uid,flags,modseq,id from msg where mb=? and uid between ? and ? order by uid",
                mailbox,
                range.from(),
                range.to());
    List<Found> found = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        found.add(new Found(r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4)));
      }
    }
    return found;
  }

  private long after(long before) throws SQLException, EngineException {
    Long packed = after.get(before);
    if (packed == null) {
      packed = tx.pack(mailbox, change.apply(tx.unpack(before)));
      after.put(before, packed);
    }
    return packed;
  }

  /** Gives messages in a row, some of which may have them already, these flags. */
  private void apply(List<Found> run, long flags) throws SQLException, EngineException {
    Flags now = tx.unpack(flags);
    BoxState box = null;
    UidSet.Builder changed = new UidSet.Builder();
    for (Found f : run) {
      if (f.before == flags) {
        changes.add(new Messages.FlagChange(mailbox, f.uid, f.id, f.modSeq, now, now));
        continue;
      }
      if (box == null) {
        box = tx.change(mailbox);
        modSeq = modSeq == 0 ? box.nextModSeq() : modSeq;
      }
      box.flags(f.before, flags);
      changed.add(f.uid);
      changes.add(new Messages.FlagChange(mailbox, f.uid, f.id, modSeq, tx.unpack(f.before), now));
    }
    if (box != null) {
      // The last condition leaves those alone that had them: their modseq stays. "or fail": what
      // fails is taken back whole. Else each of many statements costs a walk over what all before
      // it have changed.
      tx.db()
          .update(
              "update or fail msg set flags=?1,modseq=?2 where mb=?3 and uid between ?4 and ?5"
                  + " and flags<>?1",
              flags,
              modSeq,
              mailbox,
              run.getFirst().uid,
              run.getLast().uid);
      tx.changed(new Change.Flagged(mailbox, modSeq, changed.build(), now));
    }
  }
}
