package org.postern.mailbox.internal.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postern.mailbox.internal.text.MessageText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that fills the search index, behind the store: it compares both at the start, then
 * follows new ids. It begins when somebody wants the index, or has wanted it in an earlier run: a
 * server whose mail is fetched by POP3 does without. While the store is being written to it works a
 * tenth of the time. Whatever is wrong with the index, it is thrown away and made again.
 */
final class Indexer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

  /** Messages, and milliseconds, of one transaction. */
  private static final int BATCH = 512;

  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Ids are given before the commit: so far behind the highest, others may come still. */
  private static final int LATE = BATCH;

  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** No epoch of {@link Indexed}. */
  private static final long NONE = -1;

  /** So many take a while. */
  private static final long MANY = 5_000;

  private final Readers readers;
  private final Bodies bodies;
  private final Indexed indexed;
  private final SearchFile file;
  private final Disk disk;
  private final long reserve;
  private final AtomicLong changes = new AtomicLong();
  private final IndexText text = new IndexText();
  private final Thread thread =
      Thread.ofPlatform().name("mail-search").daemon().unstarted(this::loop);
  private volatile boolean waiting;
  private volatile boolean closing;
  private volatile long damaged = NONE;
  private volatile boolean wanted;
  private long mark;
  private boolean failed;
  private long failure;
  private boolean telling;
  private long told;

  /**
   * @param reserve octets that are left free on the disk twice
   */
  Indexer(
      Readers readers, Bodies bodies, Indexed indexed, SearchFile file, Disk disk, long reserve) {
    this.readers = readers;
    this.bodies = bodies;
    this.indexed = indexed;
    this.file = file;
    this.disk = disk;
    this.reserve = reserve;
    this.wanted = file.exists();
  }

  void start() {
    thread.start();
  }

  /** There shall be an index, now and after the next starts. */
  void want() {
    if (!wanted) {
      wanted = true;
      LockSupport.unpark(thread);
    }
  }

  /** Committer: so many changes were committed. */
  void committed(int count) {
    changes.addAndGet(count);
    wake();
  }

  /** A search met messages that are not indexed, or an index that fails. */
  void wake() {
    if (waiting) {
      LockSupport.unpark(thread);
    }
  }

  /** The index failed somebody who looked at it in this epoch: it is made again, if not yet. */
  void fail(long epoch) {
    damaged = epoch;
    wake();
  }

  private void loop() {
    while (!wanted && !closing) {
      LockSupport.park(this);
    }
    indexed.track();
    while (!closing) {
      try {
        file.open();
        compare();
        follow();
      } catch (SQLException | IOException | RuntimeException e) {
        if (!closing) {
          LOG.warn(
              "The search index failed and is made again; until then searches read the mail itself",
              e);
        }
      }
      end();
    }
  }

  /** Leaves the index: to go on with a new one, or for good. */
  private void end() {
    try {
      if (closing) {
        file.close();
        return;
      }
      indexed.clear();
      file.drop();
      // Once may be an old file; again at once is the disk.
      long now = System.nanoTime();
      if (failed && now - failure < PAUSE_NANOS) {
        pause(PAUSE_NANOS);
      }
      failed = true;
      failure = now;
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.warn("The search index could not be closed", e);
      pause(PAUSE_NANOS);
    }
  }

  /** Learns what the index has, and what of it the store has no more. */
  private void compare() throws SQLException, IOException {
    long lacking = Long.MAX_VALUE;
    long last = 0;
    try (Db store = readers.open();
        ResultSet bodies = rows(store, "select id,crc from body order by id");
        ResultSet docs = rows(file.writer(), "select id,crc,whole from doc order by id")) {
      boolean body = bodies.next();
      boolean doc = docs.next();
      while ((body || doc) && !closing) {
        long id = body ? bodies.getLong(1) : Long.MAX_VALUE;
        long has = doc ? docs.getLong(1) : Long.MAX_VALUE;
        if (id == has && bodies.getInt(2) == docs.getInt(2)) {
          indexed.has(id, docs.getInt(3) != 0);
        } else {
          if (has <= id) {
            indexed.stale(has);
          }
          if (id <= has) {
            indexed.lacks(id);
            lacking = Math.min(lacking, id);
          }
        }
        last = body ? id : last;
        body = id <= has && body ? bodies.next() : body;
        doc = has <= id && doc ? docs.next() : doc;
      }
    }
    indexed.compared();
    // Nothing that came since then is behind the mark.
    mark = Math.max(0, Math.min(lacking - 1, last - LATE));
  }

  private static ResultSet rows(Db db, String sql) throws SQLException {
    PreparedStatement s = db.prepare(sql);
    return s.executeQuery();
  }

  private void follow() throws SQLException, IOException {
    while (!closing) {
      if (indexed.isStill(damaged)) {
        throw new IOException("A search could not read it.");
      }
      if (indexed.overflowed()) {
        compare();
      }
      // Before the store is looked at: what comes after that look is a change to wait for.
      long seen = changes.get();
      List<Long> ids = indexed.take(BATCH);
      if (ids.isEmpty()) {
        ids = following();
      }
      tell(ids.isEmpty());
      if (ids.isEmpty()) {
        file.tidy(() -> closing);
        await(seen);
        // More comes along with it, most of the time.
        pause(GATHER_NANOS);
        mark = Math.max(0, mark - LATE);
        continue;
      }
      if (disk.usable() < 2 * reserve) {
        ids.forEach(indexed::stale);
        pause(PAUSE_NANOS);
        continue;
      }
      long start = System.nanoTime();
      index(ids, start);
      if (changes.get() != seen) {
        pause(9 * (System.nanoTime() - start));
      }
    }
  }

  /** Says how far it is, when that takes long. */
  private void tell(boolean complete) {
    long now = System.nanoTime();
    if (complete && telling) {
      telling = false;
      LOG.info("The search index is complete");
    } else if (!complete && indexed.lacking() >= MANY && (!telling || now - told > PAUSE_NANOS)) {
      telling = true;
      told = now;
      LOG.info(
          "The search index lacks {} messages: they are added in the background, until then a"
              + " search reads them",
          indexed.lacking());
    }
  }

  /** The next ids that the index doesn't know; none when there are no more. */
  private List<Long> following() throws IOException {
    List<Long> unknown = new ArrayList<>();
    while (unknown.isEmpty() && !closing) {
      List<Long> next =
          readers.read(
              db ->
                  db.list(
                      "select id from body where id>? order by id limit ?",
                      r -> r.getLong(1),
                      mark,
                      LATE));
      if (next.isEmpty()) {
        return next;
      }
      next.stream().filter(id -> !indexed.knows(id)).forEach(unknown::add);
      mark = next.getLast();
    }
    return unknown;
  }

  /** Waits for a change after {@code seen} of them. */
  private void await(long seen) {
    waiting = true;
    while (!closing && !indexed.isStill(damaged) && indexed.idle() && changes.get() == seen) {
      LockSupport.park(this);
    }
    waiting = false;
  }

  private void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closing; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private record Done(long id, boolean whole) {}

  /** Brings messages into the index, or out of it when the store has them no more. */
  private void index(List<Long> ids, long start) throws SQLException, IOException {
    indexed.begin(ids);
    List<Done> done = new ArrayList<>(ids.size());
    List<Long> absent = new ArrayList<>();
    file.writer().execute("begin immediate");
    int n = 0;
    while (n < ids.size() && !closing && System.nanoTime() - start < BATCH_NANOS) {
      long id = ids.get(n++);
      file.remove(id);
      OptionalInt crc = crc(id);
      if (crc.isPresent()) {
        boolean whole = read(id);
        file.add(id, crc.getAsInt(), whole ? text : null);
        done.add(new Done(id, whole));
      } else {
        absent.add(id);
      }
    }
    file.writer().execute("commit");
    done.forEach(d -> indexed.committed(d.id, d.whole));
    ids.subList(n, ids.size()).forEach(indexed::stale);
    boolean decided = true;
    for (long id : absent) {
      decided &= indexed.absent(id);
    }
    if (!decided) {
      pause(GATHER_NANOS);
    }
  }

  private OptionalInt crc(long id) throws IOException {
    return readers.read(
        db ->
            db.first("select crc from body where id=?", r -> OptionalInt.of(r.getInt(1)), id)
                .orElse(OptionalInt.empty()));
  }

  /** Takes the text of a message in; false when it is too long, or can't be read. */
  private boolean read(long id) throws IOException {
    text.clear();
    try {
      MessageText.read(() -> new Stoppable(bodies.open(id, 0, Long.MAX_VALUE)), false, text);
    } catch (EngineException.NoSuchMessage | EngineException.Corrupt e) {
      return false;
    }
    return text.whole();
  }

  /** A long message must not hold up the end. */
  private final class Stoppable extends FilterInputStream {
    Stoppable(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      if (closing) {
        throw new InterruptedIOException("The store is being closed");
      }
      return super.read(b, from, length);
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
