package org.postern.mailbox.internal.engine;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings a record of a segment into the index, inside of the caller's transaction. */
final class Replay {
  private final Db db;
  private final Keywords keywords = new Keywords();

  Replay(Db db) {
    this.db = db;
  }

  /** Applies a record; one that the index has already changes nothing. */
  void apply(SegmentScan.Found found, int segment) throws SQLException {
    Entry entry = found.entry();
    if (entry.kind() == Entry.ATTACHMENT) {
      db.update(
          "update seg set live=live-(select len from attachment a where a.id=?1)"
              + " where id=(select seg from attachment a where a.id=?1)",
          entry.name());
      StoreAttachments.insert(db, entry, segment, found.body());
      live(segment, entry.bodyLength());
      return;
    }
    raise("nextid", entry.id() + 1);
    message(found, segment);
    Optional<Entry.Place> replaced = entry.replaced();
    if (replaced.isPresent()) {
      remove(replaced.get());
    }
  }

  private void message(SegmentScan.Found found, int segment) throws SQLException {
    Entry entry = found.entry();
    boolean known = db.exists("select 1 from body where id=?", entry.id());
    if (entry.kind() == Entry.MOVED && known) {
      move(found, segment);
      return;
    }
    if (known) {
      return;
    }
    boolean placed = false;
    for (Entry.Place place : entry.arrivals()) {
      placed |= place(entry, place);
    }
    if (placed) {
      Appender.insertBody(db, entry, segment, found.body(), null);
      live(segment, entry.bodyLength());
    }
  }

  /** The message that another one took the place of leaves; it may not have come yet. */
  private void remove(Entry.Place p) throws SQLException {
    mailbox(p);
    if (db.exists("select 1 from gone where mb=? and ? between lo and hi", p.mailbox(), p.uid())) {
      return;
    }
    db.update(
        "insert into gone(mb,modseq,lo,hi) values(?,?,?,?)",
        p.mailbox(),
        p.modSeq(),
        p.uid(),
        p.uid());
    db.update(
        "update box set uidnext=max(uidnext,?),modseq=max(modseq,?) where id=?",
        p.uid() + 1,
        p.modSeq(),
        p.mailbox());
    long id = db.number("select id from msg where mb=? and uid=?", 0, p.mailbox(), p.uid());
    if (id == 0) {
      return;
    }
    db.update(
        "update box set messages=messages-1,bytes=bytes-m.size,unseen=unseen-(m.flags & 32 = 0),"
            + "recent=recent-(m.flags & 16 <> 0),deleted=deleted-(m.flags & 2 <> 0)"
            + " from (select mb,size,flags from msg where mb=? and uid=?) m where box.id=m.mb",
        p.mailbox(),
        p.uid());
    db.update("delete from msg where mb=? and uid=?", p.mailbox(), p.uid());
    Removal.Freed freed = Removal.unrefer(db, id, p.thread());
    if (freed.body() != null) {
      live(freed.body().segment(), -freed.body().length());
      for (Tx.Body content : freed.attachments()) {
        live(content.segment(), -content.length());
      }
    }
  }

  /** Reclaiming had copied the body to here. */
  private void move(SegmentScan.Found found, int segment) throws SQLException {
    long id = found.entry().id();
    db.update(
        "update seg set live=live-(select len from body b where b.id=?1)"
            + " where id=(select seg from body b where b.id=?1)",
        id);
    db.update("update body set seg=?,off=? where id=?", segment, found.body(), id);
    live(segment, found.entry().bodyLength());
  }

  private void live(int segment, long octets) throws SQLException {
    db.update("update seg set live=live+? where id=?", octets, segment);
  }

  private void raise(String counter, long atLeast) throws SQLException {
    db.update(
        "insert into store(k,v) values(?1,?2) on conflict(k) do update set v=max(v,?2)",
        counter,
        atLeast);
  }

  private boolean place(Entry entry, Entry.Place p) throws SQLException {
    mailbox(p);
    if (db.exists("select 1 from msg where mb=? and uid=?", p.mailbox(), p.uid())
        || db.exists(
            "select 1 from gone where mb=? and ? between lo and hi", p.mailbox(), p.uid())) {
      return false;
    }
    String joined = new String(p.keywords(), StandardCharsets.UTF_8);
    Set<String> words = joined.isEmpty() ? Set.of() : Set.copyOf(List.of(joined.split("\n")));
    Flags flags = new Flags(p.flags(), words);
    long packed = keywords.pack(db, flags);
    if (packed >>> Keywords.SHIFT != 0) {
      db.update(
          "insert or ignore into boxkw(mb,kw) values(?,?)", p.mailbox(), packed >>> Keywords.SHIFT);
    }
    db.update(
        "insert into msg(mb,uid,modseq,flags,size,idate,sdate,id,thread) values(?,?,?,?,?,?,?,?,?)",
        p.mailbox(),
        p.uid(),
        p.modSeq(),
        packed,
        entry.bodyLength(),
        p.internalDate(),
        p.saveDate(),
        entry.id(),
        p.thread());
    Threads.save(db, p.keys(), entry.id(), p.thread());
    db.update(
        "update box set uidnext=max(uidnext,?),modseq=max(modseq,?),messages=messages+1,"
            + "bytes=bytes+?,unseen=unseen+?,recent=recent+?,deleted=deleted+? where id=?",
        p.uid() + 1,
        p.modSeq(),
        entry.bodyLength(),
        flags.has(Flags.SEEN) ? 0 : 1,
        flags.has(Flags.RECENT) ? 1 : 0,
        flags.has(Flags.DELETED) ? 1 : 0,
        p.mailbox());
    return true;
  }

  /** Makes the mailbox of a record when a rebuilt index doesn't have it yet. */
  private void mailbox(Entry.Place p) throws SQLException {
    String namespace = new String(p.namespace(), StandardCharsets.UTF_8);
    String user = new String(p.user(), StandardCharsets.UTF_8);
    String name = new String(p.name(), StandardCharsets.UTF_8);
    String stored =
        db.first("select name from box where id=?", r -> r.getString(1), p.mailbox()).orElse(null);
    if (stored != null) {
      return;
    }
    if (db.exists(
        "select 1 from box where user=? and namespace=? and name=?", user, namespace, name)) {
      // Another mailbox had that name before or after it.
      name = name + " (recovered " + p.mailbox() + ")";
    }
    StoreMailboxes.insert(db, p.mailbox(), namespace, user, name, p.uidValidity());
    raise("nextbox", p.mailbox() + 1);
    raise("uidvalidity", p.uidValidity());
  }
}
