package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.mailbox.internal.text.Fold;

/**
 * The search index in its own database: for each message the sequences of three characters that its
 * folded text has. It can be made again at any time, so it is not flushed with every commit. One
 * thread writes, any may ask.
 */
final class SearchFile {
  static final String NAME = "search.db";

  /** Fewer characters than this the index can't find. */
  static final int GRAM = 3;

  /** More sequences than this narrow little, and each is read. */
  private static final int GRAMS = 16;

  private static final int SCHEMA = 2;

  private final Path folder;
  private final Path file;
  private Db writer;
  private volatile Readers readers;

  SearchFile(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
  }

  /** What the text was made with: another JDK may know more characters. */
  private static String version() {
    return SCHEMA + "/" + Fold.VERSION + "/" + Runtime.version().feature();
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
        "create table doc(id integer primary key, crc integer not null, whole integer not null)"
            + " strict");
    // Folded already, in Java.
    db.execute(
        "create virtual table f using fts5(body, content='', contentless_delete=1, detail=none,"
            + " tokenize='trigram case_sensitive 1')");
    db.update("insert into state(k,v) values('version',?)", version());
    db.execute("commit");
  }

  Db writer() {
    return writer;
  }

  /** Removes a message; one that isn't there is none. */
  void remove(long id) throws SQLException {
    if (writer.update("delete from doc where id=?", id) > 0) {
      writer.update("delete from f where rowid=?", id);
    }
  }

  /**
   * Adds a message.
   *
   * @param text null = it has to be read whenever it is asked for
   */
  void add(long id, int crc, String text) throws SQLException {
    writer.update("insert into doc(id,crc,whole) values(?,?,?)", id, crc, text == null ? 0 : 1);
    writer.update("insert into f(rowid,body) values(?,?)", id, text == null ? "" : text);
  }

  /**
   * Messages of an id range that may have a folded text, ascending: no other indexed message has
   * it.
   *
   * @throws IOException when the index is not there or damaged
   */
  long[] candidates(String needle, long from, long to) throws IOException {
    Readers open = readers;
    if (open == null) {
      throw new EngineException.Unavailable("The search index is not open yet.", null);
    }
    return open.read(
        db -> {
          long[] found = new long[64];
          int n = 0;
          PreparedStatement s =
              db.bind(
                  "select rowid from f where f match ? and rowid between ? and ? order by rowid",
                  match(needle),
                  from,
                  to);
          try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
              if (n == found.length) {
                found = Arrays.copyOf(found, 2 * n);
              }
              found[n++] = r.getLong(1);
            }
          }
          return Arrays.copyOf(found, n);
        });
  }

  /** The sequences of the needle, of a long one some that lie apart. */
  private static String match(String needle) {
    int[] chars = needle.codePoints().toArray();
    Set<String> grams = new LinkedHashSet<>();
    for (int i = 0; i + GRAM <= chars.length; i++) {
      grams.add(new String(chars, i, GRAM));
    }
    List<String> all = List.copyOf(grams);
    int used = Math.min(GRAMS, all.size());
    return java.util.stream.IntStream.range(0, used)
        .mapToObj(i -> all.get(used == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (used - 1))))
        .map(gram -> '"' + gram.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(" AND "));
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
