package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the room of removed messages back: a sealed segment of which less than half is live has its
 * live records copied to the active one, as ordinary changes; then its file goes, as soon as no
 * lease may read it. A crash in between leaves two copies, of which the index names one.
 */
final class Reclaimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

  /** What one change moves: others wait no longer than that takes. */
  private static final long BATCH = 2 << 20;

  private final Committer committer;
  private final Readers readers;
  private final SegmentFiles files;
  private final Leases leases;
  private final int seconds;
  private final Rows rows;
  private final Set<Integer> damaged = new HashSet<>();
  private final Thread thread =
      Thread.ofPlatform().name("mail-reclaim").daemon().unstarted(this::loop);
  private volatile boolean closing;

  Reclaimer(
      Committer committer,
      Readers readers,
      SegmentFiles files,
      Leases leases,
      Keywords keywords,
      int seconds) {
    this.committer = committer;
    this.readers = readers;
    this.files = files;
    this.leases = leases;
    this.rows = new Rows(keywords);
    this.seconds = seconds;
  }

  void start() {
    if (seconds > 0) {
      thread.start();
    }
  }

  private void loop() {
    while (!closing) {
      LockSupport.parkNanos(this, seconds * 1_000_000_000L);
      if (!closing) {
        try {
          run();
        } catch (EngineException.NoSpace e) {
          LOG.warn("There is no room to reclaim segments: {}", e.getMessage());
        } catch (IOException | RuntimeException e) {
          if (!closing) {
            LOG.error("Segments could not be reclaimed; trying again in {} s", seconds, e);
          }
        }
      }
    }
  }

  private record Segment(int id, long size, long live) {}

  /** A record to move. */
  private record Moving(SegmentScan.Found found, byte[] body) {}

  synchronized void run() throws IOException {
    List<Segment> sparse =
        readers.read(
            db ->
                db.list(
                    "select id,size,live from seg where sealed=1 and live*2<size order by id",
                    r -> new Segment(r.getInt(1), r.getLong(2), r.getLong(3))));
    for (Segment segment : sparse) {
      if (closing || damaged.contains(segment.id)) {
        continue;
      }
      if (segment.live > 0) {
        long lease = leases.begin();
        try {
          rewrite(segment);
        } finally {
          leases.end(lease);
        }
      }
      if (!closing && !drop(segment.id)) {
        damaged.add(segment.id);
        LOG.error(
            "Segment {} can't be reclaimed: it has records that are damaged; run `postern check`",
            files.file(segment.id));
      }
    }
  }

  /** Takes a segment out of the index; false when something is still in it. */
  private boolean drop(int segment) throws IOException {
    return committer.change(
        tx -> {
          Db db = tx.db();
          if (db.number("select live from seg where id=?", 0, segment) != 0) {
            return false;
          }
          db.update("delete from seg where id=?", segment);
          tx.drop(segment);
          return true;
        });
  }

  private void rewrite(Segment segment) throws IOException {
    try (SegmentScan scan = new SegmentScan(files.file(segment.id), segment.size)) {
      List<Moving> batch = new ArrayList<>();
      long bytes = 0;
      while (scan.position() < scan.size()) {
        SegmentScan.Found found = scan.next(true);
        if (found == null) {
          scan.resync();
          continue;
        }
        if (found.intact() && live(segment.id, found)) {
          batch.add(new Moving(found, scan.bytes(found.body(), (int) found.entry().bodyLength())));
          bytes += found.entry().bodyLength();
        }
        if (bytes >= BATCH) {
          move(segment.id, batch, bytes);
          batch.clear();
          bytes = 0;
          if (closing) {
            return;
          }
        }
      }
      move(segment.id, batch, bytes);
    }
  }

  private boolean live(int segment, SegmentScan.Found found) throws IOException {
    return readers.read(db -> live(db, segment, found));
  }

  private static boolean live(Db db, int segment, SegmentScan.Found found) throws SQLException {
    Entry entry = found.entry();
    return entry.kind() == Entry.ATTACHMENT
        ? db.exists(
            "select 1 from attachment where id=? and seg=? and off=?",
            entry.name(),
            segment,
            found.body())
        : db.exists(
            "select 1 from body where id=? and seg=? and off=?", entry.id(), segment, found.body());
  }

  private void move(int segment, List<Moving> batch, long bytes) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    List<Moving> moving = List.copyOf(batch);
    committer.change(
        Math.max(1, bytes),
        tx -> {
          for (Moving m : moving) {
            // It may have been expunged since it was looked at.
            if (live(tx.db(), segment, m.found)) {
              move(tx, segment, m);
            }
          }
          return null;
        });
  }

  private void move(Tx tx, int segment, Moving m) throws SQLException, IOException {
    Entry entry = m.found.entry();
    int length = m.body.length;
    if (entry.kind() == Entry.ATTACHMENT) {
      long offset = tx.write(entry, m.body, length);
      tx.db()
          .update(
              "update attachment set seg=?,off=? where id=?", tx.segment(), offset, entry.name());
    } else {
      long offset = tx.write(entry.moved(places(tx, entry)), m.body, length);
      tx.db().update("update body set seg=?,off=? where id=?", tx.segment(), offset, entry.id());
    }
    tx.live(segment, -length);
  }

  /** Where the message is by now, for a rebuild of the index from the segments. */
  private List<Entry.Place> places(Tx tx, Entry entry) throws SQLException, IOException {
    List<Entry.Place> places = new ArrayList<>();
    List<Messages.Row> now =
        tx.db()
            .list(
                "select " + Rows.ROW + " from msg m where id=? order by mb,uid",
                r -> rows.row(tx.db(), r),
                entry.id());
    for (Messages.Row row : now) {
      long[] keys = Entry.NO_KEYS;
      for (Entry.Place place : entry.places()) {
        if (place.mailbox() == row.mailbox() && place.uid() == row.uid()) {
          keys = place.keys();
        }
      }
      places.add(Entry.Place.of(row, tx.box(row.mailbox()), keys));
    }
    return places;
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
