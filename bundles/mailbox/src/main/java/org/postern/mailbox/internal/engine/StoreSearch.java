package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.IndexText.Section;
import org.postern.mailbox.internal.text.Fold;
import org.postern.mailbox.internal.text.MessageText;
import org.postern.mailbox.internal.text.Occurrence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Search}: asks the index which messages to read, then reads those of which it isn't
 * certain. Few candidates are looked up in the mailbox one by one, so that a search costs what it
 * finds; for many, the mailbox is walked.
 */
final class StoreSearch implements Search {
  private static final Logger LOG = LoggerFactory.getLogger(StoreSearch.class);

  /** So few messages are read sooner than the index of all mailboxes is asked. */
  private static final int FEW = 16;

  /** Rows that are walked in the time that one is looked up. */
  private static final int WALKED = 16;

  /** Messages that are passed over in memory in the time that one is looked up. */
  private static final int PASSED = 256;

  private static final long[] NONE = {};

  private final Readers readers;
  private final Bodies bodies;
  private final Indexed indexed;
  private final SearchFile file;
  private final Indexer indexer;
  private final MailboxIds mailboxes = new MailboxIds();

  StoreSearch(Readers readers, Bodies bodies, Indexed indexed, SearchFile file, Indexer indexer) {
    this.readers = readers;
    this.bodies = bodies;
    this.indexed = indexed;
    this.file = file;
    this.indexer = indexer;
  }

  /** One search: what it looks for, and where. */
  private record Query(long mailbox, UidSet among, Key key, String needle) {
    boolean reads() {
      return !needle.isEmpty() || key instanceof Key.Header;
    }

    boolean subject() {
      return key instanceof Key.Header header && header.name().equalsIgnoreCase("subject");
    }

    /** Whether the index can be asked for messages of any mailbox. */
    boolean looksUp() {
      return subject()
          ? needle.codePointCount(0, needle.length()) >= Grams.LONGEST
          : !needle.isEmpty();
    }

    /** Where the index may have it. */
    List<Section> sections() {
      return switch (key) {
        case Key.Header _ -> List.of(Section.HEADER);
        case Key.Body _ -> List.of(Section.BODY);
        case Key.Text _ -> List.of(Section.HEADER, Section.BODY);
      };
    }

    /** Which of the fields that the index has whole is asked for, -1 = none of them. */
    int field() {
      return key instanceof Key.Header header && !needle.isEmpty()
          ? IndexText.KEPT.indexOf(Fold.fold(header.name()))
          : -1;
    }

    /** Whether a message of which the index is sure has it where it is looked for. */
    boolean trusts() {
      // Of other fields the index doesn't know which one it is.
      return subject() || field() >= 0 || !(key instanceof Key.Header);
    }
  }

  /** Messages of a mailbox, and what is known of each. */
  private static final class Rows {
    long[] uids = new long[64];
    long[] ids = new long[64];
    byte[] states = new byte[64];
    int count;
    private final Turns turns = new Turns();

    void add(long uid, long id, byte state) {
      turns.row();
      if (count == uids.length) {
        uids = Arrays.copyOf(uids, 2 * count);
        ids = Arrays.copyOf(ids, 2 * count);
        states = Arrays.copyOf(states, 2 * count);
      }
      uids[count] = uid;
      ids[count] = id;
      states[count++] = state;
    }
  }

  @Override
  public long[] find(long mailbox, UidSet among, LongConsumer reading, Key key) throws IOException {
    if (among.isEmpty()) {
      return new long[0];
    }
    prepare();
    Query query = new Query(mailbox, among, key, Fold.fold(key.text()));
    Optional<Rows> few = query.looksUp() && among.size() > FEW ? lookUp(query) : Optional.empty();
    Rows rows = few.isPresent() ? few.get() : walk(query);
    long[] found = new long[rows.count];
    int n = 0;
    for (int i = 0; i < rows.count; i++) {
      if (rows.states[i] == Found.SURE
          || !query.reads()
          || matches(rows.uids[i], rows.ids[i], reading, query)) {
        found[n++] = rows.uids[i];
      }
    }
    Arrays.sort(found, 0, n);
    return Arrays.copyOf(found, n);
  }

  /** What the index answers; empty also when it fails, or isn't that of {@code epoch} any more. */
  private Optional<SearchFile.Hits> ask(Question question, long epoch) {
    try {
      Optional<SearchFile.Hits> hits = question.hits();
      return indexed.isStill(epoch) ? hits : Optional.empty();
    } catch (IOException e) {
      if (indexed.isStill(epoch)) {
        LOG.warn("The search index can't be read: the messages are read instead", e);
        indexer.fail(epoch);
      }
      return Optional.empty();
    }
  }

  private interface Question {
    Optional<SearchFile.Hits> hits() throws IOException;
  }

  /** The mailbox's rows of what the index has found; empty when these are too many. */
  private Optional<Rows> lookUp(Query query) throws IOException {
    int most = (int) Math.min(Integer.MAX_VALUE - 1, query.among.size() / WALKED + 1);
    // Before the index is asked: what is in it by now, the answer has.
    Optional<Indexed.Rest> rest = indexed.rest(most);
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    long[] unsure = rest.get().ids();
    if (unsure.length > 0) {
      indexer.wake();
    }
    Optional<SearchFile.Hits> asked =
        ask(
            () ->
                query.subject()
                    ? file.subjects(query.needle, 0, Long.MAX_VALUE, most)
                    : texts(query, most),
            rest.get().epoch());
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    SearchFile.Hits hits = asked.get();
    return Optional.of(
        readers.read(
            db -> {
              Rows rows = new Rows();
              Found found = new Found(unsure, hits, query.trusts());
              long[] ids = found.ids();
              MailboxIds.Ids all =
                  (long) PASSED * ids.length > query.among.size()
                      ? mailboxes.of(db, query.mailbox, query.among.size())
                      : null;
              if (all != null) {
                pass(all, query.among, found, rows);
              } else {
                for (long id : ids) {
                  add(db, query, id, found.state(id), rows);
                }
              }
              return rows;
            }));
  }

  /** Passes over the messages of a mailbox. */
  private static void pass(MailboxIds.Ids all, UidSet among, Found found, Rows rows) {
    int to = all.from(among.last() + 1);
    for (int i = all.from(among.first()); i < to; i++) {
      byte state = found.state(all.ids()[i]);
      if (state != Found.NO && among.contains(all.uids()[i])) {
        rows.add(all.uids()[i], all.ids()[i], state);
      }
    }
  }

  private Optional<SearchFile.Hits> texts(Query query, int most) throws IOException {
    Optional<SearchFile.Hits> hits = file.texts(new Needle(query.needle), query.sections(), most);
    int field = query.field();
    if (field < 0 || hits.isEmpty()) {
      return hits;
    }
    long[] ids = hits.get().all();
    return ids.length == 0 ? hits : Optional.of(file.fields(field, query.needle, ids));
  }

  private static void add(Db db, Query query, long id, byte state, Rows rows) throws SQLException {
    PreparedStatement s = db.prepare("select uid from msg where id=? and mb=?");
    s.setLong(1, id);
    s.setLong(2, query.mailbox);
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        if (query.among.contains(r.getLong(1))) {
          rows.add(r.getLong(1), id, state);
        }
      }
    }
  }

  /** All rows that the index does not rule out. */
  private Rows walk(Query query) throws IOException {
    Rows all = new Rows();
    UidSet among = query.among;
    readers.read(
        db -> {
          MailboxIds.Ids known = mailboxes.of(db, query.mailbox, among.size());
          if (known != null) {
            int to = known.from(among.last() + 1);
            for (int i = known.from(among.first()); i < to; i++) {
              if (among.contains(known.uids()[i])) {
                all.add(known.uids()[i], known.ids()[i], Found.READ);
              }
            }
            return all;
          }
          try (ResultSet r =
              db.bind(
                      "select uid,id from msg where mb=? and uid between ? and ? order by uid",
                      query.mailbox,
                      among.first(),
                      among.last())
                  .executeQuery()) {
            while (r.next()) {
              if (among.contains(r.getLong(1))) {
                all.add(r.getLong(1), r.getLong(2), Found.READ);
              }
            }
          }
          return all;
        });
    boolean helps = query.subject() || !query.needle.isEmpty();
    if (all.count <= FEW || !helps) {
      return all;
    }
    long[] ids = Arrays.copyOf(all.ids, all.count);
    Indexed.Look look = indexed.look(ids);
    indexer.wake();
    BitSet sure = look.sure();
    if (sure.isEmpty()) {
      return all;
    }
    long[] some = sure.stream().mapToLong(i -> ids[i]).sorted().toArray();
    Optional<SearchFile.Hits> asked = ask(() -> hits(query, some), look.epoch());
    if (asked.isEmpty()) {
      return all;
    }
    Found found = new Found(NONE, asked.get(), query.trusts());
    Rows rows = new Rows();
    for (int i = 0; i < all.count; i++) {
      byte state = sure.get(i) ? found.state(ids[i]) : Found.READ;
      if (state != Found.NO) {
        rows.add(all.uids[i], ids[i], state);
      }
    }
    return rows;
  }

  private Optional<SearchFile.Hits> hits(Query query, long[] ids) throws IOException {
    if (query.field() >= 0) {
      return Optional.of(file.fields(query.field(), query.needle, ids));
    }
    if (!query.subject()) {
      return Optional.of(file.texts(new Needle(query.needle), query.sections(), ids));
    }
    long from = ids[0];
    long to = ids[ids.length - 1];
    if (query.looksUp()) {
      return file.subjects(query.needle, from, to, Integer.MAX_VALUE);
    }
    // Of a mailbox among many, the rows of others are more than it is worth.
    return Optional.of(
        to - from < (long) WALKED * ids.length
            ? file.shortSubjects(query.needle, from, to)
            : file.subjects(query.needle, ids));
  }

  private boolean matches(long uid, long id, LongConsumer reading, Query query) throws IOException {
    reading.accept(uid);
    Occurrence occurrence =
        switch (query.key) {
          case Key.Header header -> Occurrence.inField(header.name(), query.needle);
          case Key.Body _ -> Occurrence.inBody(query.needle);
          case Key.Text _ -> Occurrence.inText(query.needle);
        };
    try {
      if (query.key instanceof Key.Header) {
        MessageText.read(() -> bodies.openHeader(id), true, occurrence);
      } else {
        MessageText.read(() -> bodies.open(id, 0, Long.MAX_VALUE), false, occurrence);
      }
      return occurrence.found();
    } catch (EngineException.NoSuchMessage gone) {
      return false;
    } catch (EngineException.Corrupt e) {
      LOG.error("A search had to leave a message out", e);
      return false;
    }
  }

  @Override
  public void prepare() {
    indexer.want();
  }

  @Override
  public long indexed() {
    return indexed.size();
  }
}
