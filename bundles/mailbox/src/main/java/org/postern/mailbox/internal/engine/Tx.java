package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The transaction of a group: the writer's connection, the active segment, and what is written back
 * once for the whole group. For the committer only.
 */
final class Tx {
  private static final int BOXES = 10_000;

  /** Room beyond the reserve that a segment may take before there is mail for it. */
  private static final long AMPLE = 16 << 20;

  private final Path index;
  private final SegmentFiles files;
  private final SegmentWriter writer;
  private final Keywords keywords;
  private final Engine.Options options;
  private final LinkedHashMap<Long, BoxState> boxes = new LinkedHashMap<>(1024, .75f, true);
  private final List<BoxState> dirty = new ArrayList<>();
  private final Map<Integer, Long> live = new HashMap<>();
  private final List<Body> departed = new ArrayList<>();
  private final List<Long> arrived = new ArrayList<>();
  private final List<Integer> dropped = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final Journals journals;
  private final Indexed indexed;
  private int changesBefore;
  private boolean roomChecked;
  private boolean ample;
  private Db db;
  private boolean flushing = true;
  private boolean wrote;
  private int segment;

  /** Where a body is, as the index has it. */
  record Body(long id, int segment, long offset, long length, int crc, long header, boolean plain)
      implements Lease.Place {
    static Body of(ResultSet r) throws SQLException {
      return of(r, 1);
    }

    /**
     * @param first the column of the first of {@link #COLUMNS}
     */
    static Body of(ResultSet r, int first) throws SQLException {
      return new Body(
          r.getLong(first),
          r.getInt(first + 1),
          r.getLong(first + 2),
          r.getLong(first + 3),
          r.getInt(first + 4),
          r.getLong(first + 5),
          r.getInt(first + 6) != 0);
    }

    static final String COLUMNS = "b.id,b.seg,b.off,b.len,b.crc,b.head,b.plain";
  }

  static final String BODY = "select " + Body.COLUMNS + " from body b where b.id=?";

  Tx(
      Path index,
      Db db,
      SegmentFiles files,
      SegmentWriter writer,
      Keywords keywords,
      Engine.Options options,
      Journals journals,
      Indexed indexed) {
    this.index = index;
    this.db = db;
    this.journals = journals;
    this.indexed = indexed;
    this.files = files;
    this.writer = writer;
    this.keywords = keywords;
    this.options = options;
  }

  Db db() {
    return db;
  }

  /**
   * Begins a group.
   *
   * @param unflushed the index needs no flush of its own: what a power cut takes from its log is
   *     replayed from the segment's records at the next start, or nobody misses it
   */
  void begin(boolean unflushed) throws SQLException {
    roomChecked = false;
    if (flushing == unflushed) {
      // Even so a log is never applied without a flush of it: SQLite sees to that at checkpoints.
      db.execute("pragma synchronous=" + (unflushed ? "NORMAL" : "FULL"));
      flushing = !unflushed;
    }
    db.prepare("begin immediate").executeUpdate();
  }

  /** Everything of the group is on disk when it returns. */
  void sync() throws SQLException, IOException {
    flush();
    writer.sync(ample);
  }

  void commit() throws SQLException {
    indexed.arriving(arrived);
    arrived.clear();
    db.prepare("commit").executeUpdate();
    writer.keep();
    wrote = false;
    // Before the callers are told, so that each finds its own change among what has happened.
    journals.publish(changes);
    changes.clear();
  }

  /** Remembers a new body: the search index doesn't have it. */
  void arrive(long id) {
    arrived.add(id);
  }

  /** Remembers what sessions that have the mailbox open are to be told. */
  void changed(Change change) {
    changes.add(change);
  }

  /** What the group removed, for those who still read it; asked once, after the commit. */
  Departures departures() {
    Departures result = new Departures(List.copyOf(departed), List.copyOf(dropped));
    departed.clear();
    dropped.clear();
    return result;
  }

  record Departures(List<Body> bodies, List<Integer> segments) {
    static final Departures NONE = new Departures(List.of(), List.of());

    boolean isEmpty() {
      return bodies.isEmpty() && segments.isEmpty();
    }
  }

  /** Takes the group back. */
  void undo() throws SQLException, IOException {
    forget();
    departed.clear();
    arrived.clear();
    dropped.clear();
    changes.clear();
    wrote = false;
    db.reset();
    try {
      db.prepare("rollback").executeUpdate();
    } catch (SQLException e) {
      // SQLite rolls back by itself after some failures, such as a full disk.
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        throw e;
      }
      db.reset();
    }
    writer.undo();
  }

  /**
   * After a commit of which nobody knows whether it happened: opens the index anew, flushes a
   * change of its own to see that the disk takes one, and goes by what the index says.
   *
   * @return whether the group is stored after all; else it is taken back
   * @throws IOException or SQLException while the disk fails; to be called again then
   */
  boolean settle() throws SQLException, IOException {
    forget();
    departed.clear();
    dropped.clear();
    wrote = false;
    db.discard();
    db = Schema.openWriter(index);
    flushing = true;
    boolean stored = writer.known(db);
    db.update("insert or replace into store(k,v) values('settled',?)", System.currentTimeMillis());
    if (stored) {
      writer.keep();
      journals.publish(changes);
    } else {
      writer.undo();
    }
    changes.clear();
    return stored;
  }

  void close() throws SQLException {
    db.close();
  }

  /** Forgets what memory holds of the transaction; the index is asked again. */
  void forget() {
    boxes.clear();
    dirty.clear();
    live.clear();
    keywords.forget();
  }

  /**
   * Marks the point to which {@link #rollbackToSavepoint} goes back. A change that {@code writes}
   * gets its segment before: going back must not take the segment out of the index.
   */
  void savepoint(boolean writes) throws SQLException, IOException {
    if (writes) {
      prepareSegment();
    }
    flush();
    changesBefore = changes.size();
    db.prepare("savepoint op").executeUpdate();
  }

  void releaseSavepoint() throws SQLException {
    db.prepare("release op").executeUpdate();
  }

  void rollbackToSavepoint(int departures, int drops) throws SQLException {
    db.prepare("rollback to op").executeUpdate();
    db.prepare("release op").executeUpdate();
    departed.subList(departures, departed.size()).clear();
    dropped.subList(drops, dropped.size()).clear();
    changes.subList(changesBefore, changes.size()).clear();
    forget();
  }

  int departedCount() {
    return departed.size();
  }

  int droppedCount() {
    return dropped.size();
  }

  /** The mailbox's counters, to change: they are written back with the group. */
  BoxState change(long id) throws SQLException, EngineException.NoSuchMailbox {
    BoxState box = box(id);
    if (!box.dirty) {
      box.dirty = true;
      dirty.add(box);
    }
    return box;
  }

  /** The mailbox's counters, to look at. */
  BoxState box(long id) throws SQLException, EngineException.NoSuchMailbox {
    BoxState box = boxes.get(id);
    if (box == null) {
      box =
          db.first(
                  "select id,namespace,user,name,uidvalidity,uidnext,modseq,messages,unseen,recent,"
                      + "deleted,bytes from box where id=?",
                  Tx::state,
                  id)
              .orElseThrow(
                  () -> new EngineException.NoSuchMailbox("There is no mailbox with id " + id));
      boxes.put(id, box);
      if (boxes.size() > BOXES) {
        evict();
      }
    }
    return box;
  }

  private void evict() {
    BoxState eldest = boxes.firstEntry().getValue();
    if (!eldest.dirty) {
      boxes.remove(eldest.id);
    }
  }

  private static BoxState state(ResultSet r) throws SQLException {
    BoxState box =
        new BoxState(r.getLong(1), r.getString(2), r.getString(3), r.getString(4), r.getLong(5));
    box.uidNext = r.getLong(6);
    box.modSeq = r.getLong(7);
    box.messages = r.getLong(8);
    box.unseen = r.getLong(9);
    box.recent = r.getLong(10);
    box.deleted = r.getLong(11);
    box.bytes = r.getLong(12);
    return box;
  }

  /** The mailbox was renamed or deleted: ask the index again. */
  void stale(long id) throws SQLException {
    flush();
    boxes.remove(id);
  }

  /** Refuses keywords that are too many; nothing has changed then. */
  void requireRoom(long mailbox, Flags flags) throws SQLException, EngineException.TooManyKeywords {
    if (flags.keywords().size() > Keywords.OF_A_MESSAGE) {
      throw new EngineException.TooManyKeywords(
          "A message has " + Keywords.OF_A_MESSAGE + " keywords at most");
    }
    if (!flags.keywords().isEmpty() && !Keywords.fit(db, mailbox, flags)) {
      throw new EngineException.TooManyKeywords("The mailbox has had too many different keywords");
    }
  }

  /** Packs flags; the mailbox remembers its keywords. */
  long pack(long mailbox, Flags flags) throws SQLException, EngineException.TooManyKeywords {
    requireRoom(mailbox, flags);
    long packed = keywords.pack(db, flags);
    if (packed >>> Keywords.SHIFT != 0) {
      db.update("insert or ignore into boxkw(mb,kw) values(?,?)", mailbox, packed >>> 8);
    }
    return packed;
  }

  Flags unpack(long packed) throws SQLException {
    return keywords.unpack(db, packed);
  }

  /**
   * Makes sure that there is a segment to write to, and room on the disk. Some is kept in reserve
   * so that expunging works on a full disk.
   */
  private void prepareSegment() throws SQLException, IOException {
    checkRoom();
    if (writer.active() && writer.position() < options.segmentBytes()) {
      return;
    }
    if (writer.active() && writer.dirty()) {
      return; // rolls over between groups: one flush is of one file
    }
    int number = allocate();
    writer.start(number);
    db.update("update seg set sealed=1 where sealed=0");
    db.update("insert into seg(id,size,live,sealed) values(?,?,0,0)", number, SegmentFiles.START);
  }

  private void checkRoom() throws IOException {
    if (!roomChecked) {
      long beyond = files.disk().usable() - options.reserveBytes();
      if (beyond < 0) {
        throw new EngineException.NoSpace(
            "The disk that holds "
                + files.folder()
                + " has less than "
                + (options.reserveBytes() >> 20)
                + " MiB left; make room there.",
            null);
      }
      ample = beyond >= AMPLE;
      roomChecked = true;
    }
  }

  /** A segment number that was never used. */
  private int allocate() throws SQLException {
    return (int) counter("nextseg", 1, 1);
  }

  /** Takes {@code count} numbers from a persistent counter; returns the first. */
  long counter(String name, long first, long count) throws SQLException {
    long next = Math.max(first, db.number("select v from store where k=?", first, name));
    db.update(
        "insert into store(k,v) values(?,?) on conflict(k) do update set v=excluded.v",
        name,
        next + count);
    return next;
  }

  /** The segment of what was written last. */
  int segment() {
    return segment;
  }

  /** Writes a record with a body that was read. */
  long write(Entry entry, Incoming.Body body) throws SQLException, IOException {
    return body.large() == null
        ? write(entry, body.octets(), body.octets().length)
        : adopt(body.large(), entry);
  }

  /** Appends a record to the active segment; its octets count as live. */
  long write(Entry entry, byte[] body, int length) throws SQLException, IOException {
    prepareSegment();
    long at = writer.write(entry, body, length);
    segment = writer.number();
    live.merge(segment, (long) length, Long::sum);
    wrote = true;
    return at;
  }

  /** Makes a large body a segment of its own. */
  private long adopt(LargeBody large, Entry entry) throws SQLException, IOException {
    checkRoom();
    int number = allocate();
    writer.adopt(large, entry, number);
    db.update(
        "insert into seg(id,size,live,sealed) values(?,?,?,1)",
        number,
        SegmentFiles.START + entry.bodyLength() + entry.octets() + Long.BYTES,
        entry.bodyLength());
    segment = number;
    return SegmentFiles.START;
  }

  /** Octets of a segment are live (+) or dead (-). */
  void live(int segment, long octets) {
    live.merge(segment, octets, Long::sum);
  }

  /** Remembers a body that was removed, for leases. */
  void depart(Body body) {
    departed.add(body);
    live(body.segment(), -body.length());
  }

  /** A segment is out of the index; its file goes when nobody reads it. */
  void drop(int segment) {
    dropped.add(segment);
    live.remove(segment);
  }

  /** Writes back what the group collected. */
  void flush() throws SQLException {
    PreparedStatement update =
        db.prepare(
            "update box set uidnext=?,modseq=?,messages=?,unseen=?,recent=?,deleted=?,bytes=?"
                + " where id=?");
    for (BoxState box : dirty) {
      update.setLong(1, box.uidNext);
      update.setLong(2, box.modSeq);
      update.setLong(3, box.messages);
      update.setLong(4, box.unseen);
      update.setLong(5, box.recent);
      update.setLong(6, box.deleted);
      update.setLong(7, box.bytes);
      update.setLong(8, box.id);
      update.executeUpdate();
      box.dirty = false;
    }
    dirty.clear();
    for (Map.Entry<Integer, Long> entry : live.entrySet()) {
      db.update("update seg set live=live+? where id=?", entry.getValue(), entry.getKey());
    }
    live.clear();
    if (wrote) {
      db.update("update seg set size=? where id=?", writer.position(), writer.number());
    }
  }
}
