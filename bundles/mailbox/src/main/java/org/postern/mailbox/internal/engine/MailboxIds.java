package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/**
 * Which messages the mailboxes have that are searched: one search follows another, and to read all
 * rows of a mailbox again costs as much as to search it. What has changed since is read at each
 * look. Thread-safe.
 */
final class MailboxIds {
  /** Messages that are remembered, 16 octets each; a mailbox with more is not. */
  private static final int MOST = 1_000_000;

  /** Who asks for a smaller part of a mailbox reads that part. */
  private static final int PART = 2;

  private static final Ids NOTHING = new Ids(1, 0, new long[0], new long[0]);

  /** By the time of their last use; guarded by itself. */
  private final LinkedHashMap<Long, Ids> recent = new LinkedHashMap<>(64, .75f, true);

  private long remembered;

  /**
   * The messages of a mailbox at one moment. The arrays are not to be changed.
   *
   * @param uids ascending
   * @param ids of each
   */
  record Ids(long uidNext, long modSeq, long[] uids, long[] ids) {
    /** Where the first uid stands that isn't smaller. */
    int from(long uid) {
      int at = Arrays.binarySearch(uids, uid);
      return at >= 0 ? at : -at - 1;
    }
  }

  /**
   * The messages of a mailbox now.
   *
   * @param asked how many of them are of interest
   * @return null when they are better read one by one, or by ranges
   */
  Ids of(Db db, long mailbox, long asked) throws SQLException {
    db.prepare("begin").executeUpdate();
    try {
      return now(db, mailbox, asked);
    } finally {
      db.prepare("commit").executeUpdate();
    }
  }

  private Ids now(Db db, long mailbox, long asked) throws SQLException {
    long[] box =
        db.first(
                "select uidnext,modseq,messages,gonefloor from box where id=?",
                r -> new long[] {r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4)},
                mailbox)
            .orElse(null);
    if (box == null) {
      return NOTHING;
    }
    Ids before = remembered(mailbox);
    if (before != null && before.uidNext == box[0] && before.modSeq == box[1]) {
      return before;
    }
    Ids now =
        before != null && before.modSeq >= box[3]
            ? read(db, mailbox, without(before, gone(db, mailbox, before.modSeq)), box)
            : null;
    if (now == null || now.uids.length != box[2]) {
      if (box[2] > MOST || asked * PART < box[2]) {
        return null;
      }
      now = read(db, mailbox, NOTHING, box);
    }
    remember(mailbox, now);
    return now;
  }

  private static UidSet gone(Db db, long mailbox, long since) throws SQLException {
    return UidSet.of(
        db.list(
            "select lo,hi from gone where mb=? and modseq>?",
            r -> new UidRange(r.getLong(1), r.getLong(2)),
            mailbox,
            since));
  }

  private static Ids without(Ids before, UidSet gone) {
    if (gone.isEmpty()) {
      return before;
    }
    long[] uids = new long[before.uids.length];
    long[] ids = new long[before.uids.length];
    int n = 0;
    for (int i = 0; i < before.uids.length; i++) {
      if (!gone.contains(before.uids[i])) {
        uids[n] = before.uids[i];
        ids[n++] = before.ids[i];
      }
    }
    return new Ids(before.uidNext, before.modSeq, Arrays.copyOf(uids, n), Arrays.copyOf(ids, n));
  }

  /** Adds what has come since. */
  private static Ids read(Db db, long mailbox, Ids before, long[] box) throws SQLException {
    LongList uids = new LongList();
    LongList ids = new LongList();
    PreparedStatement s =
        db.bind(
            "select uid,id from msg where mb=? and uid>=? order by uid", mailbox, before.uidNext);
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        uids.add(r.getLong(1));
        ids.add(r.getLong(2));
      }
    }
    return new Ids(
        box[0], box[1], joined(before.uids, uids.toArray()), joined(before.ids, ids.toArray()));
  }

  private static long[] joined(long[] some, long[] more) {
    if (some.length == 0 || more.length == 0) {
      return some.length == 0 ? more : some;
    }
    long[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private Ids remembered(long mailbox) {
    synchronized (recent) {
      return recent.get(mailbox);
    }
  }

  private void remember(long mailbox, Ids now) {
    synchronized (recent) {
      Ids before = recent.put(mailbox, now);
      remembered += now.uids.length - (before == null ? 0 : before.uids.length);
      while (remembered > MOST) {
        remembered -= recent.pollFirstEntry().getValue().uids.length;
      }
    }
  }
}
