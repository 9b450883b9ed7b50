package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.mailbox.StoreAdmin;

/**
 * Verifies a store: every checksum, the index against the segments, counters against rows. It looks
 * at one moment of the index, so it may run beside a server.
 */
final class Checker {
  private static final int MOST = 1_000;

  private final Db db;
  private final Path segments;
  private final boolean running;
  private final StoreAdmin.Progress progress;
  private final List<String> findings = new ArrayList<>();
  private long unlisted;
  private long done;
  private long total;
  private long messages;
  private long bytes;

  /**
   * @param db a connection of the caller's own, with a transaction open
   * @param running whether a server writes meanwhile: what is newer than the transaction is not
   *     looked at
   */
  Checker(Db db, Path segments, boolean running, StoreAdmin.Progress progress) {
    this.db = db;
    this.segments = segments;
    this.running = running;
    this.progress = progress;
  }

  private record Segment(int id, long size, long live, boolean sealed) {}

  /** A body that the index has. */
  private record Live(String what, int segment, long offset, long length, int crc) {}

  StoreAdmin.Report run() throws SQLException, IOException {
    for (String line : db.list("pragma quick_check(100)", r -> r.getString(1))) {
      if (!line.equals("ok")) {
        find(
            "The index is damaged: "
                + line
                + ". Stop Postern and restore a backup, or rebuild the index from the segments.");
      }
    }
    List<Segment> known =
        db.list(
            "select id,size,live,sealed from seg order by id",
            r -> new Segment(r.getInt(1), r.getLong(2), r.getLong(3), r.getInt(4) != 0));
    total = known.stream().mapToLong(Segment::size).sum();
    progress.at(0, total);
    rows();
    counters();
    Map<Integer, Long> live = new HashMap<>();
    try (Bodies bodies = new Bodies()) {
      for (Segment segment : known) {
        live.put(segment.id, segment(segment, bodies));
      }
      for (Live lost = bodies.next(Integer.MAX_VALUE); lost != null; ) {
        find(lost.what + " is in a segment that the index doesn't list; restore a backup.");
        lost = bodies.next(Integer.MAX_VALUE);
      }
    }
    for (Segment segment : known) {
      if (live.get(segment.id) != segment.live) {
        find(
            "Segment "
                + file(segment.id)
                + " counts "
                + segment.live
                + " live octets, there are "
                + live.get(segment.id)
                + "; no mail is lost. A rebuild of the index mends it.");
      }
    }
    strangers(known);
    if (unlisted > 0) {
      findings.add("And " + unlisted + " findings more.");
    }
    return new StoreAdmin.Report(messages, bytes, List.copyOf(findings));
  }

  private void find(String sentence) {
    if (findings.size() < MOST) {
      findings.add(sentence);
    } else {
      unlisted++;
    }
  }

  private Path file(int segment) {
    return segments.resolve(SegmentFiles.name(segment));
  }

  /** The bodies of the index by segment and offset. */
  private final class Bodies implements AutoCloseable {
    private final ResultSet rows;
    private Live ahead;

    Bodies() throws SQLException {
      PreparedStatement s =
          db.prepare(
              "select 'Message ' || id,seg,off,len,crc from body union all"
                  + " select 'Attachment ' || id || ' of message ' || msg,seg,off,len,crc"
                  + " from attachment order by 2,3");
      rows = s.executeQuery();
      advance();
    }

    private void advance() throws SQLException {
      ahead =
          rows.next()
              ? new Live(
                  rows.getString(1),
                  rows.getInt(2),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getInt(5))
              : null;
    }

    /** The next body of a segment up to this one; null when there is none. */
    Live next(int segment) throws SQLException {
      Live next = ahead != null && ahead.segment <= segment ? ahead : null;
      if (next != null) {
        advance();
      }
      return next;
    }

    @Override
    public void close() throws SQLException {
      rows.close();
    }
  }

  /** Verifies a segment; returns the octets that the index has in it. */
  private long segment(Segment segment, Bodies bodies) throws SQLException, IOException {
    List<Live> expected = new ArrayList<>();
    long live = 0;
    for (Live b = bodies.next(segment.id); b != null; b = bodies.next(segment.id)) {
      if (b.segment < segment.id) {
        find(b.what + " is in a segment that the index doesn't list; restore a backup.");
      } else {
        expected.add(b);
        live += b.length;
      }
    }
    Path file = file(segment.id);
    if (!Files.exists(file)) {
      find(
          "Segment "
              + file
              + " is missing, and with it "
              + expected.size()
              + " messages or attachments"
              + (expected.isEmpty() ? "" : ", from " + expected.getFirst().what)
              + "; restore it from a backup.");
    } else {
      walk(segment, file, expected);
    }
    done += segment.size;
    progress.at(done, total);
    return live;
  }

  private void walk(Segment segment, Path file, List<Live> expected) throws IOException {
    long length = Files.size(file);
    if (length < segment.size) {
      find(
          "Segment "
              + file
              + " has "
              + length
              + " octets, but "
              + segment.size
              + " were written: its end is cut off. Restore it from a backup.");
    }
    try (SegmentScan scan = new SegmentScan(file, segment.size)) {
      if (!scan.known()) {
        find("Segment " + file + " doesn't begin as a segment does; restore it from a backup.");
      }
      records(scan, file, expected);
    }
    if (!running && !segment.sealed && length > segment.size) {
      tail(segment, file, length);
    }
  }

  private void records(SegmentScan scan, Path file, List<Live> expected) throws IOException {
    int next = 0;
    while (scan.position() < scan.size()) {
      long at = scan.position();
      SegmentScan.Found found = scan.next(true);
      long end;
      if (found == null) {
        end = at + scan.resync();
        find(
            (end - at)
                + " octets at "
                + at
                + " of "
                + file
                + " are damaged: no record is readable there. Restore the segment from a backup.");
      } else {
        end = found.end();
      }
      boolean used = false;
      for (; next < expected.size() && expected.get(next).offset < end; next++) {
        Live live = expected.get(next);
        used = true;
        boolean same =
            found != null
                && found.body() == live.offset
                && found.entry().bodyLength() == live.length
                && found.entry().bodyCrc() == live.crc;
        boolean whole = same ? found.intact() : scan.intact(live.offset, live.length, live.crc);
        if (!whole) {
          damaged(live, file);
        } else if (found != null && !same) {
          find(live.what + " has a record in " + file + " that doesn't match; its body is whole.");
        }
      }
      if (found != null && !found.intact() && !used) {
        find(
            "A removed message at "
                + found.body()
                + " of "
                + file
                + " is damaged: nothing is lost, but look at the disk.");
      }
      if (found == null && scan.position() >= scan.size()) {
        break;
      }
    }
    for (; next < expected.size(); next++) {
      Live live = expected.get(next);
      if (!scan.intact(live.offset, live.length, live.crc)) {
        damaged(live, file);
      }
    }
  }

  private void damaged(Live live, Path file) {
    find(
        live.what
            + " is damaged: its "
            + live.length
            + " octets at "
            + live.offset
            + " of "
            + file
            + " don't match their checksum; restore the segment from a backup.");
  }

  /** What follows the committed end of the segment that is written to. */
  private void tail(Segment segment, Path file, long length) throws IOException {
    try (SegmentScan scan = new SegmentScan(file, length)) {
      scan.seek(segment.size);
      long whole = segment.size;
      for (SegmentScan.Found f = scan.next(true); f != null && f.intact(); f = scan.next(true)) {
        whole = f.end();
      }
      if (whole > segment.size) {
        find(
            "Segment "
                + file
                + " has records from "
                + segment.size
                + " that the index doesn't have yet; the next start brings them in.");
      }
      scan.seek(whole);
      if (!scan.blank()) {
        find(
            "Segment "
                + file
                + " has a torn tail: "
                + (length - whole)
                + " octets from "
                + whole
                + " are of a message that was never acknowledged; the next start cuts them off.");
      }
    }
  }

  /** Files that the index doesn't know. */
  private void strangers(List<Segment> known) throws SQLException, IOException {
    TreeMap<Integer, Path> present = SegmentFiles.list(segments);
    known.forEach(segment -> present.remove(segment.id));
    long next = db.number("select v from store where k='nextseg'", 1);
    for (Map.Entry<Integer, Path> file : present.entrySet()) {
      if (running) {
        continue; // just made, or just let go of and still being read
      }
      find(
          file.getKey() < next
              ? "No message is in " + file.getValue() + " any more; the next start removes it."
              : "The index doesn't know " + file.getValue() + "; the next start brings it in.");
    }
  }

  /** Messages and bodies belong together. */
  private void rows() throws SQLException {
    messages = db.number("select count(*) from msg", 0);
    bytes = db.number("select coalesce(sum(len),0) from body", 0);
    db.list(
        "select m.mb,m.uid,m.id from msg m left join body b on b.id=m.id where b.id is null"
            + " limit 1000",
        r -> {
          find(
              "Message "
                  + r.getLong(3)
                  + " (mailbox "
                  + r.getLong(1)
                  + ", uid "
                  + r.getLong(2)
                  + ") has no body; restore a backup or expunge it.");
          return null;
        });
    db.list(
        "select m.id,m.size,b.len from msg m join body b on b.id=m.id where m.size<>b.len limit 1000",
        r -> {
          find(
              "Message "
                  + r.getLong(1)
                  + " is listed with "
                  + r.getLong(2)
                  + " octets, its body has "
                  + r.getLong(3)
                  + "; rebuild the index.");
          return null;
        });
    db.list(
        "select id from body b where not exists(select 1 from msg m where m.id=b.id) limit 1000",
        r -> {
          find(
              "The body of message "
                  + r.getLong(1)
                  + " is in no mailbox: it only takes room. A rebuild of the index removes it.");
          return null;
        });
    db.list(
        "select m.mb,count(*) from msg m left join box b on b.id=m.mb where b.id is null"
            + " group by m.mb",
        r -> {
          find(
              r.getLong(2)
                  + " messages are in mailbox "
                  + r.getLong(1)
                  + ", which doesn't exist; rebuild the index.");
          return null;
        });
  }

  private void counters() throws SQLException {
    db.list(
        """
        select b.id,b.user,b.name,
          b.messages,coalesce(c.n,0),b.unseen,coalesce(c.u,0),b.recent,coalesce(c.r,0),
          b.deleted,coalesce(c.d,0),b.bytes,coalesce(c.s,0),b.uidnext,coalesce(c.hi,0),
          b.modseq,coalesce(c.q,0)
        from box b left join (select mb,count(*) n,sum(flags & 32 = 0) u,sum(flags & 16 <> 0) r,
          sum(flags & 2 <> 0) d,sum(size) s,max(uid) hi,max(modseq) q from msg group by mb) c
          on c.mb=b.id
        where b.messages<>coalesce(c.n,0) or b.unseen<>coalesce(c.u,0)
          or b.recent<>coalesce(c.r,0) or b.deleted<>coalesce(c.d,0) or b.bytes<>coalesce(c.s,0)
          or b.uidnext<=coalesce(c.hi,0) or b.modseq<coalesce(c.q,0) limit 1000""",
        r -> {
          String[] names = {"messages", "unseen", "recent", "deleted", "octets"};
          StringBuilder wrong = new StringBuilder();
          for (int i = 0; i < names.length; i++) {
            long has = r.getLong(4 + 2 * i);
            long is = r.getLong(5 + 2 * i);
            if (has != is) {
              wrong.append(' ').append(names[i]).append(' ').append(has).append(" for ").append(is);
            }
          }
          if (r.getLong(14) <= r.getLong(15) || r.getLong(16) < r.getLong(17)) {
            wrong.append(" next uid or modseq too low");
          }
          find(
              "Mailbox "
                  + r.getString(3)
                  + " of "
                  + r.getString(2)
                  + " (id "
                  + r.getLong(1)
                  + ") counts wrongly:"
                  + wrong
                  + "; no mail is lost. A rebuild of the index mends it.");
          return null;
        });
  }
}
