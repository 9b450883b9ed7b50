package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.postern.mailbox.internal.engine.IndexText.Section;
import org.postern.mailbox.internal.text.Fold;

/**
 * The search index in its own database: of each message its folded subject with the sequences of
 * three characters that it has, and what {@link IndexText} makes of its text, as tokens by which
 * messages are found, and as a list of the words that the message has. It can be made again at any
 * time, so it is not flushed with every commit. One thread writes, any may ask.
 */
final class SearchFile {
  static final String NAME = "search.db";

  private static final int SCHEMA = 5;

  private static final long[] NOTHING = {};

  private final Path folder;
  private final Path file;
  private Db writer;
  private Dictionary dictionary;
  private volatile Readers readers;

  SearchFile(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
  }

  /** What the text was made with: another JDK may know more characters. */
  private static String version() {
    return SCHEMA + "/" + Fold.VERSION + "/" + Runtime.version().feature();
  }

  /** Whether it was made once. */
  boolean exists() {
    return Files.exists(file);
  }

  /** Opens the file for its writer; one of another version is replaced. */
  void open() throws SQLException, IOException {
    Db db = connect();
    try {
      if (!version().equals(version(db))) {
        db.close();
        delete();
        db = connect();
        create(db);
      }
      dictionary = new Dictionary(db);
    } catch (SQLException | IOException | RuntimeException e) {
      db.close();
      throw e;
    }
    writer = db;
    readers = new Readers(folder, file, 4);
  }

  private Db connect() throws SQLException {
    return Db.open(
        file,
        "page_size=4096",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "wal_autocheckpoint=4000",
        "journal_size_limit=67108864",
        "cache_size=-16384",
        "temp_store=MEMORY");
  }

  private static String version(Db db) throws SQLException {
    return db.exists("select 1 from sqlite_schema where name='state'")
        ? db.first("select v from state where k='version'", r -> r.getString(1)).orElse(null)
        : null;
  }

  private static void create(Db db) throws SQLException {
    db.execute("begin immediate");
    db.execute("create table state(k text primary key, v text not null) without rowid, strict");
    // The checksum tells a body from another that was given its id.
    db.execute(
        "create table doc(id integer primary key, crc integer not null, whole integer not null,"
            + " subject text) strict");
    // Fields of IndexText.KEPT, and words by their numbers. Apart, for these are not read when the
    // index is opened.
    db.execute(
        "create table list(id integer primary key, field0 text, field1 text, field2 text,"
            + " header blob not null, body blob not null) strict");
    createTokens(db, "f");
    createTokens(db, "s");
    Dictionary.create(db);
    db.execute("create virtual table v using fts5vocab(f,'row')");
    db.update("insert into state(k,v) values('version',?)", version());
    db.execute("commit");
  }

  /**
   * Tokens by their rows. Folded and taken apart already, in Java: most stand in a message many
   * times, and SQLite would look each of them up each time.
   */
  static void createTokens(Db db, String table) throws SQLException {
    db.execute(
        "create virtual table "
            + table
            + " using fts5(body, content='', contentless_delete=1, detail=none, tokenize='ascii')");
    // Merged twice as rarely as by default: searches ask a few more segments.
    db.update("insert into " + table + "(" + table + ",rank) values('automerge',8)");
    // Octets gathered before they are written: a whole batch of the indexer.
    db.update("insert into " + table + "(" + table + ",rank) values('hashsize',8388608)");
  }

  Db writer() {
    return writer;
  }

  /** Removes a message; one that isn't there is none. */
  void remove(long id) throws SQLException {
    if (writer.update("delete from doc where id=?", id) > 0) {
      writer.update("delete from f where rowid=?", id);
      writer.update("delete from s where rowid=?", id);
      writer.update("delete from list where id=?", id);
    }
  }

  /**
   * Adds a message.
   *
   * @param text null = it has to be read whenever it is asked for
   */
  void add(long id, int crc, IndexText text) throws SQLException {
    String subject = text == null ? null : text.subject();
    writer.update(
        "insert into doc(id,crc,whole,subject) values(?,?,?,?)",
        id,
        crc,
        text == null ? 0 : 1,
        subject);
    writer.update("insert into f(rowid,body) values(?,?)", id, text == null ? "" : take(id, text));
    if (subject != null) {
      writer.update("insert into s(rowid,body) values(?,?)", id, text.subjectTokens());
    }
  }

  /** Keeps the words, and gives the tokens. */
  private String take(long id, IndexText text) throws SQLException {
    dictionary.begin();
    int[] header = text.words(Section.HEADER, dictionary);
    int[] body = text.words(Section.BODY, dictionary);
    writer.update(
        "insert or replace into list(id,field0,field1,field2,header,body) values(?,?,?,?,?,?)",
        id,
        text.kept(0),
        text.kept(1),
        text.kept(2),
        WordList.of(header),
        WordList.of(body));
    StringBuilder tokens = new StringBuilder();
    text.write(Section.HEADER, header, tokens);
    text.write(Section.BODY, body, tokens);
    return tokens.toString();
  }

  /** Forgets words that no message has any more, when that is worth it and nobody closes it. */
  void tidy(BooleanSupplier closing) throws SQLException {
    if (dictionary.overgrown()) {
      writer.execute("begin immediate");
      dictionary.sweep(closing);
      writer.execute("commit");
    }
  }

  /**
   * What the index answers, ascending.
   *
   * @param sure messages that match
   * @param maybe messages that have to be read; all others don't match
   */
  record Hits(long[] sure, long[] maybe) {
    /** Those that match or have to be read. */
    long[] all() {
      return LongStream.concat(LongStream.of(sure), LongStream.of(maybe))
          .sorted()
          .distinct()
          .toArray();
    }
  }

  /**
   * Messages of all mailboxes that may have a folded text.
   *
   * @param most see {@link #subjects(String, long, long, int)}
   * @throws IOException when the index is not there or damaged
   */
  Optional<Hits> texts(Needle needle, List<Section> sections, int most) throws IOException {
    return reading()
        .read(db -> Optional.ofNullable(new TextLookup(db, needle, sections).all(most)));
  }

  /**
   * Those of some messages that may have a folded text.
   *
   * @param ids ascending, at least one
   */
  Hits texts(Needle needle, List<Section> sections, long[] ids) throws IOException {
    return reading().read(db -> new TextLookup(db, needle, sections).among(ids));
  }

  /**
   * Messages of an id range that have a text in a Subject field.
   *
   * @param most of so many that may have it; when there are more, nothing is answered
   */
  Optional<Hits> subjects(String needle, long from, long to, int most) throws IOException {
    return hits(
        "select d.id,d.subject from s join doc d on d.id=s.rowid"
            + " where s match ? and s.rowid between ? and ? order by s.rowid limit ?",
        r -> r.getString(2).contains(needle),
        most,
        Needle.grams(needle),
        from,
        to,
        most + 1L);
  }

  /** The same for a text that is too short for {@link #subjects(String, long, long, int)}. */
  Hits shortSubjects(String needle, long from, long to) throws IOException {
    return hits(
            "select id from doc where id between ? and ? and instr(subject,?)>0 order by id",
            r -> true,
            Integer.MAX_VALUE,
            from,
            to,
            needle)
        .orElseThrow();
  }

  /** The same for a text of any length, among ids that are asked for one by one. */
  Hits subjects(String needle, long[] ids) throws IOException {
    long[] found =
        reading()
            .read(
                db -> {
                  long[] some = new long[ids.length];
                  int n = 0;
                  for (long id : ids) {
                    if (db.exists(
                        "select 1 from doc where id=? and instr(subject,?)>0", id, needle)) {
                      some[n++] = id;
                    }
                  }
                  return Arrays.copyOf(some, n);
                });
    Arrays.sort(found);
    return new Hits(found, NOTHING);
  }

  /**
   * Those of some messages that have a text in a field.
   *
   * @param field in {@link IndexText#KEPT}
   * @param ids ascending, at least one
   */
  Hits fields(int field, String needle, long[] ids) throws IOException {
    return reading().read(db -> new FieldLookup(db, field, needle).among(ids));
  }

  /** Whether a row of the index counts. */
  private interface Test {
    boolean of(ResultSet row) throws SQLException;
  }

  private Optional<Hits> hits(String sql, Test test, int most, Object... args) throws IOException {
    return reading()
        .read(
            db -> {
              LongList found = new LongList();
              int rows = 0;
              PreparedStatement s = db.bind(sql, args);
              try (ResultSet r = s.executeQuery()) {
                while (rows < most && r.next()) {
                  rows++;
                  if (test.of(r)) {
                    found.add(r.getLong(1));
                  }
                }
                return rows < most || !r.next()
                    ? Optional.of(new Hits(found.toArray(), NOTHING))
                    : Optional.empty();
              }
            });
  }

  private Readers reading() throws IOException {
    Readers open = readers;
    if (open == null) {
      throw new EngineException.Unavailable("The search index is not open yet.", null);
    }
    return open;
  }

  /** Closes and removes the file: it is damaged. */
  void drop() throws IOException {
    try {
      close();
    } catch (SQLException e) {
      throw new IOException("The search index could not be closed: " + e.getMessage(), e);
    } finally {
      delete();
    }
  }

  private void delete() throws IOException {
    for (String part : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(NAME + part));
    }
  }

  void close() throws SQLException {
    Readers open = readers;
    Db db = writer;
    readers = null;
    writer = null;
    try (db) {
      if (open != null) {
        open.close();
      }
    }
  }
}
