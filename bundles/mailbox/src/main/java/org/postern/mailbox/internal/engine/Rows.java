package org.postern.mailbox.internal.engine;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The columns of a message as the queries select them. */
final class Rows {
  static final String ROW = "m.mb,m.uid,m.modseq,m.flags,m.size,m.idate,m.sdate,m.id,m.thread";
  static final String FULL = ROW + ",b.head,b.lines,b.plain,b.env";

  private final Keywords keywords;

  Rows(Keywords keywords) {
    this.keywords = keywords;
  }

  Messages.Row row(Db db, ResultSet r) throws SQLException {
    return new Messages.Row(
        r.getLong(1),
        r.getLong(2),
        r.getLong(3),
        keywords.unpack(db, r.getLong(4)),
        r.getLong(6),
        r.getLong(7),
        r.getLong(5),
        r.getLong(8),
        r.getLong(9));
  }

  /** A row of which uid and flags were selected: each column that is read costs. */
  Messages.Row flags(Db db, long mailbox, ResultSet r, long modSeq) throws SQLException {
    return new Messages.Row(
        mailbox, r.getLong(1), modSeq, keywords.unpack(db, r.getLong(2)), 0, 0, 0, 0, 0);
  }

  Messages.Full full(Db db, ResultSet r) throws SQLException {
    byte[] env = r.getBytes(13);
    return new Messages.Full(
        row(db, r),
        new Messages.Facts(
            r.getLong(10), r.getLong(11), r.getInt(12) != 0, env == null ? Entry.NOTHING : env));
  }
}
