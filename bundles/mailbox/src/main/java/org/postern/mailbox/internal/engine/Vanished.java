package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Answers which uids were expunged after a modseq (RFC 7162). */
final class Vanished {
  private final Db db;
  private final long mailbox;

  Vanished(Db db, long mailbox) {
    this.db = db;
    this.mailbox = mailbox;
  }

  List<Messages.Range> since(long modSeq) throws SQLException {
    if (modSeq < db.number("select gonefloor from box where id=?", 0, mailbox)) {
      return missing();
    }
    return merge(
        db.list(
            "select lo,hi from gone where mb=? and modseq>? order by lo",
            r -> new Messages.Range(r.getLong(1), r.getLong(2)),
            mailbox,
            modSeq));
  }

  private static List<Messages.Range> merge(List<Messages.Range> sorted) {
    List<Messages.Range> merged = new ArrayList<>();
    for (Messages.Range range : sorted) {
      Messages.Range last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && range.from() <= last.to() + 1) {
        merged.set(
            merged.size() - 1, new Messages.Range(last.from(), Math.max(last.to(), range.to())));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  /** Every uid below the next one that no message has. */
  private List<Messages.Range> missing() throws SQLException {
    List<Messages.Range> missing = new ArrayList<>();
    long expected = 1;
    PreparedStatement s = db.bind("select uid from msg where mb=? order by uid", mailbox);
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        long uid = r.getLong(1);
        if (uid > expected) {
          missing.add(new Messages.Range(expected, uid - 1));
        }
        expected = uid + 1;
      }
    }
    long next = db.number("select uidnext from box where id=?", expected, mailbox);
    if (next > expected) {
      missing.add(new Messages.Range(expected, next - 1));
    }
    return missing;
  }
}
