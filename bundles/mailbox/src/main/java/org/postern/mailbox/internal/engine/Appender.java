package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postern.mailbox.Content;

/**
 * Puts messages into the store. What can be done by the caller's thread is done there, see {@link
 * Incoming}; the committer only copies and inserts.
 */
final class Appender {
  private final Committer committer;
  private final Ids ids;
  private final Threads threads;
  private final Incoming incoming;
  private final Rows rows;

  Appender(Committer committer, Ids ids, Threads threads, Incoming incoming, Keywords keywords) {
    this.committer = committer;
    this.ids = ids;
    this.threads = threads;
    this.incoming = incoming;
    this.rows = new Rows(keywords);
  }

  private record Prepared(long id, Messages.Append request, Incoming.Body body, List<long[]> keys) {
    byte[] env() {
      return request.env() == null ? Entry.NOTHING : request.env();
    }
  }

  List<Messages.Row> append(Messages.Append request) throws IOException {
    try (Incoming.Body body = incoming.read(request.content())) {
      Prepared prepared = prepare(request, body);
      List<Messages.Row> rows =
          committer.replayable(
              body.length(), tx -> shared(tx, prepared) ? null : write(tx, prepared, false, null));
      if (rows != null) {
        return rows;
      }
      // No record is written for a body that is there already: its rows are in the index alone.
      return committer.append(body.length(), tx -> write(tx, prepared, shared(tx, prepared), null));
    }
  }

  private Prepared prepare(Messages.Append request, Incoming.Body body) throws IOException {
    if (request.targets().isEmpty()) {
      throw new IllegalArgumentException("A message needs a mailbox to go to");
    }
    long id = request.id() == 0 ? ids.next() : request.id();
    List<long[]> keys = new ArrayList<>(request.targets().size());
    for (Messages.Target target : request.targets()) {
      keys.add(target.keys() == null ? Entry.NO_KEYS : threads.hashes(target.keys()));
    }
    return new Prepared(id, request, body, keys);
  }

  /** Whether the body is in the store already, under the id that was given. */
  private static boolean shared(Tx tx, Prepared p) throws SQLException {
    return p.request.id() != 0 && tx.db().exists("select 1 from body where id=?", p.id);
  }

  /** Many messages, all or none. */
  List<List<Messages.Row>> appendAll(List<Messages.Append> requests) throws IOException {
    List<Prepared> all = new ArrayList<>(requests.size());
    List<Incoming.Body> bodies =
        incoming.readAll(requests.stream().map(Messages.Append::content).toList());
    try {
      long bytes = 0;
      for (int i = 0; i < bodies.size(); i++) {
        all.add(prepare(requests.get(i), bodies.get(i)));
        bytes += bodies.get(i).length();
      }
      return committer.change(
          bytes,
          tx -> {
            List<List<Messages.Row>> rows = new ArrayList<>(all.size());
            for (Prepared each : all) {
              rows.add(write(tx, each, shared(tx, each), null));
            }
            return rows;
          });
    } finally {
      for (Incoming.Body body : bodies) {
        body.close();
      }
    }
  }

  /** A message in the place of another: its record tells of both, so that it alone is flushed. */
  Messages.Replaced replace(Messages.Append request, long mailbox, long uid) throws IOException {
    if (request.id() != 0 || request.targets().size() != 1) {
      throw new IllegalArgumentException("A replacement is new, and in one mailbox");
    }
    try (Incoming.Body body = incoming.read(request.content())) {
      Prepared prepared = prepare(request, body);
      return committer.replayable(
          body.length(),
          tx -> {
            tx.box(mailbox);
            Messages.Row old =
                tx.db()
                    .first(
                        "select " + Rows.ROW + " from msg m where mb=? and uid=?",
                        r -> rows.row(tx.db(), r),
                        mailbox,
                        uid)
                    .orElseThrow(
                        () ->
                            new EngineException.NoSuchMessage(
                                "Message " + uid + " is not in mailbox " + mailbox + " any more."));
            Messages.Row added = write(tx, prepared, false, old).getFirst();
            Removal.remove(tx, mailbox, List.of(old));
            return new Messages.Replaced(added, old);
          });
    }
  }

  Messages.Ahead readAhead(Content content, boolean alone) throws IOException {
    return incoming.readAhead(content, alone);
  }

  Messages.Ahead readAhead(InputStream message, long together) throws IOException {
    return incoming.readAhead(message, together);
  }

  /**
   * Committer: assigns uids, writes the record and the rows.
   *
   * @param old what is removed next, in the same transaction; null = nothing
   */
  private List<Messages.Row> write(Tx tx, Prepared p, boolean shared, Messages.Row old)
      throws SQLException, IOException {
    List<Messages.Target> targets = p.request.targets();
    BoxState[] boxes = new BoxState[targets.size()];
    for (int i = 0; i < boxes.length; i++) {
      Messages.Target target = targets.get(i);
      boxes[i] = tx.change(target.mailbox());
      check(tx, boxes[i], target.uid());
      tx.requireRoom(target.mailbox(), target.flags());
    }
    long size = p.body.facts().octets();
    List<Entry.Place> places = new ArrayList<>(boxes.length);
    List<Messages.Row> rows = new ArrayList<>(boxes.length);
    long[] packed = new long[boxes.length];
    for (int i = 0; i < boxes.length; i++) {
      Messages.Target t = targets.get(i);
      BoxState box = boxes[i];
      long uid = t.uid() == 0 ? box.nextUid() : box.take(t.uid());
      long modSeq = t.modSeq() == 0 ? box.nextModSeq() : box.atLeast(t.modSeq());
      packed[i] = tx.pack(box.id, t.flags());
      long[] keys = p.keys.get(i);
      long thread = thread(tx, p.id, t.thread(), keys);
      rows.add(
          new Messages.Row(
              box.id, uid, modSeq, t.flags(), t.internalDate(), t.saveDate(), size, p.id, thread));
      places.add(Entry.Place.of(rows.getLast(), box, keys));
    }
    if (old != null) {
      BoxState box = tx.box(old.mailbox());
      places.add(Entry.Place.left(old, box, box.modSeq + 1));
    }
    if (!shared) {
      body(tx, p, old == null ? Entry.MESSAGE : Entry.REPLACEMENT, places);
    }
    for (int i = 0; i < boxes.length; i++) {
      insert(tx, rows.get(i), packed[i]);
      Threads.save(tx.db(), p.keys.get(i), p.id, rows.get(i).thread());
      boxes[i].count(1, packed[i], size);
      tx.changed(Change.added(rows.get(i)));
    }
    return rows;
  }

  private static void check(Tx tx, BoxState box, long uid) throws SQLException, EngineException {
    if (uid == 0) {
      if (box.uidNext > Messages.MAX_UID) {
        throw new EngineException("Mailbox " + box.name + " has used all its uids.");
      }
    } else if (tx.db().exists("select 1 from msg where mb=? and uid=?", box.id, uid)) {
      throw new EngineException("Mailbox " + box.name + " has a message " + uid + " already.");
    }
  }

  /** The next uid, or the one that the caller took. */
  static long uid(Tx tx, BoxState box, long taken) throws SQLException, EngineException {
    check(tx, box, taken);
    return taken == 0 ? box.nextUid() : box.take(taken);
  }

  private static long thread(Tx tx, long id, long chosen, long[] keys) throws SQLException {
    if (chosen != 0) {
      return chosen;
    }
    return keys.length == 0 ? id : Threads.find(tx.db(), keys).orElse(id);
  }

  private static void body(Tx tx, Prepared p, byte kind, List<Entry.Place> places)
      throws SQLException, IOException {
    Scanner facts = p.body.facts();
    Entry entry =
        new Entry(
            kind,
            p.id,
            facts.octets(),
            facts.crc(),
            facts.headerLength(),
            facts.lines(),
            facts.plain(),
            places,
            p.env(),
            "",
            "");
    long offset = tx.write(entry, p.body);
    insertBody(tx.db(), entry, tx.segment(), offset, p.body.mime());
    tx.arrive(p.id);
  }

  /**
   * @param facts packed; null = they are computed when somebody asks
   */
  static void insertBody(Db db, Entry entry, int segment, long offset, byte[] facts)
      throws SQLException {
    PreparedStatement s =
        db.prepare(
            "insert into body(id,seg,off,len,crc,head,lines,plain,keys,env,facts)"
                + " values(?,?,?,?,?,?,?,?,?,?,?)");
    s.setLong(1, entry.id());
    s.setInt(2, segment);
    s.setLong(3, offset);
    s.setLong(4, entry.bodyLength());
    s.setInt(5, entry.bodyCrc());
    s.setLong(6, entry.headerLength());
    s.setLong(7, entry.lines());
    s.setInt(8, entry.plain() ? 1 : 0);
    long[] keys = entry.allKeys();
    s.setBytes(9, keys.length == 0 ? null : Threads.bytes(keys));
    s.setBytes(10, entry.env().length == 0 ? null : entry.env());
    s.setBytes(11, facts);
    s.executeUpdate();
  }

  static void insert(Tx tx, Messages.Row row, long packed) throws SQLException {
    PreparedStatement s =
        tx.db()
            .prepare(
                "insert into msg(mb,uid,modseq,flags,size,idate,sdate,id,thread)"
                    + " values(?,?,?,?,?,?,?,?,?)");
    s.setLong(1, row.mailbox());
    s.setLong(2, row.uid());
    s.setLong(3, row.modSeq());
    s.setLong(4, packed);
    s.setLong(5, row.size());
    s.setLong(6, row.internalDate());
    s.setLong(7, row.saveDate());
    s.setLong(8, row.id());
    s.setLong(9, row.thread());
    s.executeUpdate();
  }
}
