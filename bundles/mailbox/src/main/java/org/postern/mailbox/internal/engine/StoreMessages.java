package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.postern.mailbox.Content;

/** {@link Messages} over the index and the segments. */
final class StoreMessages implements Messages {
  private final Committer committer;
  private final Readers readers;
  private final Ids ids;
  private final Appender appender;
  private final Bodies bodies;
  private final Threads threads;
  private final Rows rows;

  StoreMessages(
      Committer committer,
      Readers readers,
      Ids ids,
      Appender appender,
      Bodies bodies,
      Threads threads,
      Keywords keywords) {
    this.committer = committer;
    this.readers = readers;
    this.ids = ids;
    this.appender = appender;
    this.bodies = bodies;
    this.threads = threads;
    this.rows = new Rows(keywords);
  }

  @Override
  public long nextId() throws IOException {
    return ids.next();
  }

  @Override
  public List<Row> append(Append append) throws IOException {
    return appender.append(append);
  }

  @Override
  public List<List<Row>> appendAll(List<Append> appends) throws IOException {
    return appender.appendAll(appends);
  }

  @Override
  public Replaced replace(Append append, long mailbox, long uid) throws IOException {
    return appender.replace(append, mailbox, uid);
  }

  @Override
  public Ahead readAhead(Content content, boolean alone) throws IOException {
    return appender.readAhead(content, alone);
  }

  @Override
  public Ahead readAhead(InputStream message, long together) throws IOException {
    return appender.readAhead(message, together);
  }

  @Override
  public List<Row> copy(long target, List<Copy> copies) throws IOException {
    if (copies.isEmpty()) {
      return List.of();
    }
    return committer.change(tx -> copy(tx, target, copies, count -> {}));
  }

  /**
   * @param done hears how many were copied
   */
  static List<Row> copy(Tx tx, long target, List<Copy> copies, LongConsumer done)
      throws SQLException, EngineException {
    BoxState box = tx.change(target);
    List<Row> added = new ArrayList<>(copies.size());
    long shared = 0;
    for (Copy copy : copies) {
      long size = tx.db().number("select len from body where id=?", -1, copy.id());
      if (size < 0) {
        throw new EngineException.NoSuchMessage(
            "Message " + copy.id() + " is not in the store any more.");
      }
      if (copy.modSeq() == 0 && shared == 0) {
        shared = box.nextModSeq();
      }
      Row row =
          new Row(
              target,
              Appender.uid(tx, box, copy.uid()),
              copy.modSeq() == 0 ? shared : box.atLeast(copy.modSeq()),
              copy.flags(),
              copy.internalDate(),
              copy.saveDate(),
              size,
              copy.id(),
              copy.thread() == 0 ? copy.id() : copy.thread());
      long packed = tx.pack(target, copy.flags());
      Appender.insert(tx, row, packed);
      Threads.save(tx.db(), Entry.NO_KEYS, row.id(), row.thread());
      box.count(1, packed, size);
      tx.changed(Change.added(row));
      added.add(row);
      done.accept(added.size());
    }
    return added;
  }

  @Override
  public List<Row> move(long target, List<Move> moves) throws IOException {
    if (moves.isEmpty()) {
      return List.of();
    }
    return committer.change(
        tx -> {
          List<Row> added = copy(tx, target, moves.stream().map(Move::copy).toList(), count -> {});
          Map<Long, TreeSet<Long>> sources = new HashMap<>();
          for (Move move : moves) {
            sources.computeIfAbsent(move.mailbox(), k -> new TreeSet<>()).add(move.uid());
          }
          for (Map.Entry<Long, TreeSet<Long>> source : sources.entrySet()) {
            List<Row> found = rows(tx.db(), source.getKey(), source.getValue());
            if (found.size() < source.getValue().size()) {
              throw new EngineException.NoSuchMessage(
                  "A message to move is not in mailbox " + source.getKey() + " any more.");
            }
            Removal.remove(tx, source.getKey(), found);
          }
          return added;
        });
  }

  private List<Row> rows(Db db, long mailbox, Collection<Long> ascending) throws SQLException {
    List<Row> found = new ArrayList<>(ascending.size());
    for (long uid : ascending) {
      db.first(
              "select " + Rows.ROW + " from msg m where mb=? and uid=?",
              r -> rows.row(db, r),
              mailbox,
              uid)
          .ifPresent(found::add);
    }
    return found;
  }

  @Override
  public List<FlagChange> updateFlags(long mailbox, List<Range> ranges, UnaryOperator<Flags> change)
      throws IOException {
    return committer.change(tx -> new FlagUpdate(tx, mailbox, change).run(ranges));
  }

  @Override
  public List<FlagChange> updateFlags(
      long id, Collection<Long> mailboxes, UnaryOperator<Flags> change) throws IOException {
    return committer.change(
        tx -> {
          List<FlagChange> changes = new ArrayList<>();
          for (long[] at : places(tx.db(), id, mailboxes)) {
            changes.addAll(new FlagUpdate(tx, at[0], change).run(List.of(Range.of(at[1]))));
          }
          return changes;
        });
  }

  /** Mailbox and uid of each row of a message in some mailboxes. */
  private static List<long[]> places(Db db, long id, Collection<Long> mailboxes)
      throws SQLException {
    List<long[]> places =
        db.list(
            "select mb,uid from msg where id=? order by mb,uid",
            r -> new long[] {r.getLong(1), r.getLong(2)},
            id);
    places.removeIf(place -> !mailboxes.contains(place[0]));
    return places;
  }

  @Override
  public List<Row> expunge(long mailbox, List<Long> uids) throws IOException {
    if (uids.isEmpty()) {
      return List.of();
    }
    TreeSet<Long> ascending = new TreeSet<>(uids);
    return committer.change(
        tx -> {
          tx.box(mailbox);
          List<Row> found = rows(tx.db(), mailbox, ascending);
          Removal.remove(tx, mailbox, found);
          return found;
        });
  }

  @Override
  public List<Row> remove(long id, Collection<Long> mailboxes) throws IOException {
    return committer.change(
        tx -> {
          List<Row> removed = new ArrayList<>();
          for (long[] at : places(tx.db(), id, mailboxes)) {
            List<Row> found = rows(tx.db(), at[0], List.of(at[1]));
            Removal.remove(tx, at[0], found);
            removed.addAll(found);
          }
          return removed;
        });
  }

  @Override
  public List<Row> find(long mailbox, Range range, int limit) throws IOException {
    return readers.read(
        db ->
            db.list(
                "select "
                    + Rows.ROW
                    + " from msg m where mb=? and uid between ? and ? order by uid limit ?",
                r -> rows.row(db, r),
                mailbox,
                range.from(),
                range.to(),
                limit <= 0 ? -1 : limit));
  }

  @Override
  public List<Full> findFull(long mailbox, Range range, int limit) throws IOException {
    return readers.read(
        db ->
            db.list(
                "select "
                    + Rows.FULL
                    + " from msg m join body b on b.id=m.id"
                    + " where m.mb=? and m.uid between ? and ? order by m.uid limit ?",
                r -> rows.full(db, r),
                mailbox,
                range.from(),
                range.to(),
                limit <= 0 ? -1 : limit));
  }

  @Override
  public List<Full> findById(Collection<Long> messages) throws IOException {
    return readers.read(
        db -> {
          List<Full> found = new ArrayList<>();
          for (long id : messages) {
            found.addAll(
                db.list(
                    "select "
                        + Rows.FULL
                        + " from msg m join body b on b.id=m.id where m.id=? order by m.mb,m.uid",
                    r -> rows.full(db, r),
                    id));
          }
          return found;
        });
  }

  @Override
  public void scan(long mailbox, Range range, RowConsumer consumer) throws IOException {
    readers.read(
        db -> {
          PreparedStatement s =
              db.bind(
                  "select uid,flags,modseq,size,idate,id from msg"
                      + " where mb=? and uid between ? and ? order by uid",
                  mailbox,
                  range.from(),
                  range.to());
          try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
              consumer.row(
                  r.getLong(1),
                  (int) (r.getLong(2) & Flags.ALL),
                  r.getLong(3),
                  r.getLong(4),
                  r.getLong(5),
                  r.getLong(6));
            }
          }
          return null;
        });
  }

  @Override
  public long[] uids(long mailbox, Range range, int set, int unset) throws IOException {
    return readers.read(
        db -> {
          LongList found = new LongList();
          PreparedStatement s =
              db.bind(
                  "select uid from msg where mb=? and uid between ? and ?"
                      + " and flags & ? = ? order by uid",
                  mailbox,
                  range.from(),
                  range.to(),
                  set | unset,
                  set);
          try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
              found.add(r.getLong(1));
            }
          }
          return found.toArray();
        });
  }

  @Override
  public Optional<Long> firstUnseen(long mailbox) throws IOException {
    return readers.read(
        db -> {
          // A mailbox that was read whole must not be walked.
          if (db.number("select unseen from box where id=?", 0, mailbox) == 0) {
            return Optional.empty();
          }
          return db.first(
              "select uid from msg where mb=? and flags & 32 = 0 order by uid limit 1",
              r -> r.getLong(1),
              mailbox);
        });
  }

  @Override
  public List<Row> changedSince(long mailbox, long modSeq) throws IOException {
    return readers.read(
        db ->
            db.list(
                "select " + Rows.ROW + " from msg m where mb=? and modseq>? order by uid",
                r -> rows.row(db, r),
                mailbox,
                modSeq));
  }

  @Override
  public List<Range> vanishedSince(long mailbox, long modSeq) throws IOException {
    return readers.read(db -> new Vanished(db, mailbox).since(modSeq));
  }

  @Override
  public InputStream open(long id) throws IOException {
    return bodies.open(id, 0, Long.MAX_VALUE);
  }

  @Override
  public InputStream open(long id, long offset, long length) throws IOException {
    return bodies.open(id, offset, length);
  }

  @Override
  public Optional<Long> findThread(ThreadKeys keys) throws IOException {
    long[] hashes = threads.hashes(keys);
    OptionalLong found = readers.read(db -> Threads.find(db, hashes));
    return found.isPresent() ? Optional.of(found.getAsLong()) : Optional.empty();
  }

  @Override
  public void saveThread(ThreadKeys keys, long id, long thread) throws IOException {
    long[] hashes = threads.hashes(keys);
    committer.change(
        tx -> {
          Threads.save(tx.db(), hashes, id, thread);
          // So that they go with the message.
          byte[] now =
              tx.db()
                  .first("select keys from body where id=?", r -> r.getBytes(1), id)
                  .orElse(null);
          long[] all =
              LongStream.concat(Arrays.stream(Threads.longs(now)), Arrays.stream(hashes).skip(1))
                  .distinct()
                  .toArray();
          tx.db().update("update body set keys=? where id=?", Threads.bytes(all), id);
          return null;
        });
  }

  @Override
  public List<Long> threadMembers(long thread) throws IOException {
    return readers.read(
        db ->
            db.list(
                "select id from member where thread=?1 union select id from body where id=?1"
                    + " order by 1",
                r -> r.getLong(1),
                thread));
  }
}
