package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done before the store opens: records that are in the segments but not in the index are
 * brought into it, a torn tail is cut, and files that nothing refers to are removed.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Db db;
  private final SegmentFiles files;
  private final Replay replay;

  private record Segment(int id, long size, boolean sealed) {}

  Recovery(Db db, SegmentFiles files) {
    this.db = db;
    this.files = files;
    this.replay = new Replay(db);
  }

  /** Brings index and segments together; the writer goes on where it is told. */
  void run(SegmentWriter writer) throws SQLException, IOException {
    files.removeTemporaries();
    Map<Integer, Segment> known = new HashMap<>();
    Segment active = null;
    for (Segment s :
        db.list(
            "select id,size,sealed from seg",
            r -> new Segment(r.getInt(1), r.getLong(2), r.getInt(3) != 0))) {
      known.put(s.id, s);
      active = s.sealed ? active : s;
    }
    TreeMap<Integer, Path> present = SegmentFiles.list(files.folder());
    long next = db.number("select v from store where k='nextseg'", 1);
    db.execute("begin immediate");
    if (active != null && present.containsKey(active.id)) {
      active = resume(active);
    }
    for (Map.Entry<Integer, Path> file : present.entrySet()) {
      int number = file.getKey();
      if (known.containsKey(number)) {
        continue;
      }
      if (number < next) {
        LOG.info("Removing {}: the index has let go of it", file.getValue());
        Files.delete(file.getValue());
      } else {
        replayWhole(number, file.getValue());
        next = number + 1L;
        db.update("insert or replace into store(k,v) values('nextseg',?)", next);
      }
    }
    db.execute("commit");
    for (Segment s : known.values()) {
      if (!present.containsKey(s.id)) {
        LOG.error(
            "Segment {} is missing: its messages can't be read. Restore it from a backup; `postern"
                + " check` lists what is lost",
            files.file(s.id));
      }
    }
    if (active != null && present.containsKey(active.id)) {
      writer.resume(active.id, active.size);
    }
  }

  /** Replays what follows the committed size of the active segment, and cuts the rest. */
  private Segment resume(Segment active) throws SQLException, IOException {
    Path file = files.file(active.id);
    long length = Files.size(file);
    if (length < active.size) {
      LOG.error(
          "Segment {} has {} octets, {} were committed: messages at its end are lost. Restore it"
              + " from a backup; `postern check` lists them",
          file,
          length,
          active.size);
      // Not written to any more: offsets of the index would get other contents.
      db.update("update seg set sealed=1 where id=?", active.id);
      return null;
    }
    long end = active.size;
    long messages = 0;
    try (SegmentScan scan = new SegmentScan(file, Long.MAX_VALUE)) {
      scan.seek(end);
      SegmentScan.Found found = scan.next(true);
      while (found != null && found.intact()) {
        replay.apply(found, active.id);
        messages++;
        end = found.end();
        found = scan.next(true);
      }
    }
    if (messages > 0) {
      LOG.info("Replayed {} messages from {} that were not in the index yet", messages, file);
      db.update("update seg set size=? where id=?", end, active.id);
    }
    cut(file, end);
    return new Segment(active.id, end, false);
  }

  private static void cut(Path file, long end) throws IOException {
    if (Files.size(file) > end) {
      try (SegmentScan scan = new SegmentScan(file, Long.MAX_VALUE)) {
        scan.seek(end);
        if (!scan.blank()) {
          LOG.info("Cutting {} at {}: what follows was being written at the end", file, end);
        }
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
        channel.force(true);
      }
    }
  }

  /** A segment that the index doesn't know yet. */
  private void replayWhole(int number, Path file) throws SQLException, IOException {
    long messages = 0;
    long end = SegmentFiles.START;
    db.update(
        "insert or replace into seg(id,size,live,sealed) values(?,?,0,1)",
        number,
        Files.size(file));
    boolean large;
    try (SegmentScan scan = new SegmentScan(file, Long.MAX_VALUE)) {
      large = scan.large();
      for (SegmentScan.Found found = scan.next(true);
          found != null && found.intact();
          found = scan.next(true)) {
        replay.apply(found, number);
        messages++;
        end = found.end();
      }
    }
    if (messages == 0) {
      db.update("delete from seg where id=?", number);
      Files.delete(file);
      return;
    }
    LOG.info("Replayed {} messages from {}, which the index did not know", messages, file);
    if (!large) {
      db.update("update seg set size=? where id=?", end, number);
      cut(file, end);
    }
  }

  /**
   * Makes a new index of all segments. Messages come back where they were appended, with the flags
   * they had then; expunged ones whose segment is still there come back as well.
   *
   * @return sentences about what could not be brought back
   */
  List<String> rebuild() throws SQLException, IOException {
    List<String> losses = new java.util.ArrayList<>();
    long next = 1;
    for (Map.Entry<Integer, Path> file : SegmentFiles.list(files.folder()).entrySet()) {
      int number = file.getKey();
      db.execute("begin immediate");
      db.update(
          "insert or replace into seg(id,size,live,sealed) values(?,?,0,1)",
          number,
          Files.size(file.getValue()));
      try (SegmentScan scan = new SegmentScan(file.getValue(), Long.MAX_VALUE)) {
        for (SegmentScan.Found f = scan.next(true); f != null; f = scan.next(true)) {
          if (f.intact()) {
            replay.apply(f, number);
          } else {
            losses.add(
                "Message "
                    + f.entry().id()
                    + " at "
                    + f.body()
                    + " of "
                    + file.getValue()
                    + " is damaged and was left out.");
          }
        }
        if (scan.blank()) {
          db.update("update seg set size=? where id=?", scan.position(), number);
        } else {
          losses.add(
              (scan.size() - scan.position())
                  + " octets from "
                  + scan.position()
                  + " of "
                  + file.getValue()
                  + " are not readable and were left out.");
        }
      }
      next = number + 1L;
      db.update("insert or replace into store(k,v) values('nextseg',?)", next);
      db.execute("commit");
    }
    return losses;
  }
}
