package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/** Takes messages out of the index, and bodies that nothing refers to any more. Committer only. */
final class Removal {
  /** What is kept of the expunged uids of a mailbox; older ones are answered by what is missing. */
  private static final int GONE = 2_000;

  /** Ranges that are told as one change: sessions keep many of these. */
  private static final int TOLD = 256;

  private Removal() {}

  /** Removes these rows of one mailbox, ascending by uid; they are there. */
  static void remove(Tx tx, long mailbox, List<Messages.Row> rows)
      throws SQLException, EngineException {
    remove(tx, mailbox, rows, count -> {});
  }

  /**
   * The same.
   *
   * @param done hears how many were removed
   */
  static void remove(Tx tx, long mailbox, List<Messages.Row> rows, LongConsumer done)
      throws SQLException, EngineException {
    if (rows.isEmpty()) {
      return;
    }
    BoxState box = tx.change(mailbox);
    long modSeq = box.nextModSeq();
    UidSet.Builder gone = new UidSet.Builder();
    int ranges = 0;
    for (int i = 0; i < rows.size(); ) {
      int end = i + 1;
      while (end < rows.size() && rows.get(end).uid() == rows.get(end - 1).uid() + 1) {
        end++;
      }
      long lo = rows.get(i).uid();
      long hi = rows.get(end - 1).uid();
      tx.db().update("delete from msg where mb=? and uid between ? and ?", mailbox, lo, hi);
      tx.db().update("insert into gone(mb,modseq,lo,hi) values(?,?,?,?)", mailbox, modSeq, lo, hi);
      gone.add(new UidRange(lo, hi));
      i = end;
      if (++ranges == TOLD || i == rows.size()) {
        tx.changed(new Change.Expunged(mailbox, modSeq, gone.build()));
        gone = new UidSet.Builder();
        ranges = 0;
      }
    }
    long count = 0;
    for (Messages.Row row : rows) {
      box.count(-1, row.flags().system(), row.size());
      free(tx, row);
      done.accept(++count);
    }
    // About one time in a hundred: the log of a busy mailbox stays bounded.
    if (modSeq % 100 == 0) {
      prune(tx, mailbox);
    }
  }

  private static void prune(Tx tx, long mailbox) throws SQLException {
    long floor =
        tx.db()
            .number(
                "select modseq from gone where mb=? order by modseq desc limit 1 offset ?",
                0,
                mailbox,
                GONE);
    if (floor > 0) {
      tx.db().update("delete from gone where mb=? and modseq<=?", mailbox, floor);
      tx.db().update("update box set gonefloor=? where id=?", floor, mailbox);
    }
  }

  private static void free(Tx tx, Messages.Row row) throws SQLException {
    Freed freed = unrefer(tx.db(), row.id(), row.thread());
    if (freed.body != null) {
      tx.depart(freed.body);
      freed.attachments.forEach(c -> tx.live(c.segment(), -c.length()));
    }
  }

  /**
   * What the segments hold in vain now.
   *
   * @param body null = nothing
   * @param attachments of the body
   */
  record Freed(Tx.Body body, List<Tx.Body> attachments) {
    private static final Freed NOTHING = new Freed(null, List.of());
  }

  /** Removes a body from the index when no mailbox has it any more. */
  static Freed unrefer(Db db, long id, long thread) throws SQLException {
    Threads.leave(db, id, thread);
    PreparedStatement others = db.prepare("select 1 from msg where id=? limit 1");
    others.setLong(1, id);
    try (ResultSet r = others.executeQuery()) {
      if (r.next()) {
        return Freed.NOTHING;
      }
    }
    Tx.Body body = null;
    byte[] keys = null;
    PreparedStatement select =
        db.prepare("select id,seg,off,len,crc,head,plain,keys from body where id=?");
    select.setLong(1, id);
    try (ResultSet r = select.executeQuery()) {
      if (r.next()) {
        body = Tx.Body.of(r);
        keys = r.getBytes(8);
      }
    }
    if (body == null) {
      return Freed.NOTHING;
    }
    PreparedStatement delete = db.prepare("delete from body where id=?");
    delete.setLong(1, id);
    delete.executeUpdate();
    Threads.remove(db, Threads.longs(keys), id);
    return new Freed(body, attachments(db, id));
  }

  private static List<Tx.Body> attachments(Db db, long message) throws SQLException {
    List<Tx.Body> contents =
        db.list("select ?1,seg,off,len,crc,0,0 from attachment where msg=?1", Tx.Body::of, message);
    if (!contents.isEmpty()) {
      db.update("delete from attachment where msg=?", message);
    }
    return contents;
  }

  /** Removes a mailbox with all it has. */
  static void mailbox(Tx tx, long mailbox, Rows rows) throws SQLException, EngineException {
    Db db = tx.db();
    List<Messages.Row> all =
        db.list(
            "select " + Rows.ROW + " from msg m where mb=? order by uid",
            r -> rows.row(db, r),
            mailbox);
    db.update("delete from msg where mb=?", mailbox);
    for (Messages.Row row : all) {
      free(tx, row);
    }
    tx.stale(mailbox);
    tx.changed(new Change.Deleted(mailbox));
    for (String table : List.of("gone", "boxkw", "acl", "annotation")) {
      db.update("delete from " + table + " where mb=?", mailbox);
    }
    db.update("delete from box where id=?", mailbox);
  }
}
