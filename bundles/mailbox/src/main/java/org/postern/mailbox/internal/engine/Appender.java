package org.postern.mailbox.internal.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.mailbox.Content;

/**
 * Puts messages into the store. What can be done by the caller's thread is done there (reading,
 * checksums, large bodies); the committer only copies and inserts.
 */
final class Appender {
  private static final int CHUNK = 64 << 10;

  private final Engine.Options options;
  private final SegmentFiles files;
  private final Committer committer;
  private final Ids ids;
  private final Threads threads;
  private final AtomicLong temporaries = new AtomicLong();

  Appender(
      Engine.Options options, SegmentFiles files, Committer committer, Ids ids, Threads threads) {
    this.options = options;
    this.files = files;
    this.committer = committer;
    this.ids = ids;
    this.threads = threads;
  }

  /** A message whose body is in memory ({@code body}) or in a file of its own ({@code large}). */
  private record Prepared(
      long id,
      Messages.Append request,
      byte[] body,
      LargeBody large,
      Scanner facts,
      List<long[]> keys) {
    byte[] env() {
      return request.env() == null ? Entry.NOTHING : request.env();
    }
  }

  List<Messages.Row> append(Messages.Append request) throws IOException {
    if (request.targets().isEmpty()) {
      throw new IllegalArgumentException("A message needs a mailbox to go to");
    }
    long id = request.id() == 0 ? ids.next() : request.id();
    List<long[]> keys = new ArrayList<>(request.targets().size());
    for (Messages.Target target : request.targets()) {
      keys.add(target.keys() == null ? Entry.NO_KEYS : threads.hashes(target.keys()));
    }
    Scanner facts = new Scanner();
    if (request.content().size() <= options.largeBytes()) {
      byte[] body = load(request.content(), facts);
      Prepared small = new Prepared(id, request, body, null, facts, keys);
      return committer.append(body.length, tx -> write(tx, small));
    }
    LargeBody large = spill(request.content(), facts);
    try {
      Prepared prepared = new Prepared(id, request, null, large, facts, keys);
      return committer.append(0, tx -> write(tx, prepared));
    } finally {
      large.discard();
    }
  }

  private static byte[] load(Content content, Scanner facts) throws IOException {
    byte[] body = new byte[(int) content.size()];
    try (InputStream in = content.open()) {
      int n = in.readNBytes(body, 0, body.length);
      if (n < body.length) {
        throw new EOFException("The message ended after " + n + " of " + body.length + " octets");
      }
    }
    facts.update(body, 0, body.length);
    return body;
  }

  /** Writes a large body to a file of its own and flushes it, outside of the group. */
  private LargeBody spill(Content content, Scanner facts) throws IOException {
    Path file = files.temporary(temporaries.incrementAndGet());
    FileChannel channel = null;
    try {
      channel =
          files
              .disk()
              .open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      chunk.putLong(SegmentFiles.LARGE).flip();
      write(channel, chunk, 0);
      long at = SegmentFiles.START;
      try (InputStream in = content.open()) {
        byte[] b = chunk.array();
        for (int n = in.read(b); n >= 0; n = in.read(b)) {
          facts.update(b, 0, n);
          chunk.clear().limit(n);
          write(channel, chunk, at);
          at += n;
        }
      }
      channel.force(false);
      return new LargeBody(file, channel, at - SegmentFiles.START);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
        Files.deleteIfExists(file);
      }
      if (Failures.full(files.folder(), e)) {
        throw Failures.of(files.folder(), e);
      }
      throw e;
    }
  }

  private static void write(FileChannel channel, ByteBuffer from, long at) throws IOException {
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
  }

  /** Committer: assigns uids, writes the record and the rows. */
  private List<Messages.Row> write(Tx tx, Prepared p) throws SQLException, IOException {
    List<Messages.Target> targets = p.request.targets();
    BoxState[] boxes = new BoxState[targets.size()];
    for (int i = 0; i < boxes.length; i++) {
      Messages.Target target = targets.get(i);
      boxes[i] = tx.change(target.mailbox());
      check(tx, boxes[i], target.uid());
    }
    long size = p.facts.octets();
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
    body(tx, p, places);
    for (int i = 0; i < boxes.length; i++) {
      insert(tx, rows.get(i), packed[i]);
      Threads.save(tx.db(), p.keys.get(i), p.id, rows.get(i).thread());
      boxes[i].count(1, packed[i], size);
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

  /** Inserts the body; one that is there under this id already is shared. */
  private void body(Tx tx, Prepared p, List<Entry.Place> places) throws SQLException, IOException {
    if (p.request.id() != 0 && tx.db().exists("select 1 from body where id=?", p.id)) {
      return;
    }
    Scanner facts = p.facts;
    Entry entry =
        new Entry(
            Entry.MESSAGE,
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
    int segment;
    long offset;
    if (p.large == null) {
      offset = tx.write(entry, p.body, p.body.length);
      segment = tx.segment();
    } else {
      segment = tx.adopt(p.large, entry);
      offset = SegmentFiles.START;
    }
    insertBody(tx.db(), entry, segment, offset);
  }

  static void insertBody(Db db, Entry entry, int segment, long offset) throws SQLException {
    PreparedStatement s =
        db.prepare(
            "insert into body(id,seg,off,len,crc,head,lines,plain,keys,env)"
                + " values(?,?,?,?,?,?,?,?,?,?)");
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
