package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/**
 * The words that the indexed messages have, each once: a search finds those that have its needle,
 * and then the messages that have these words. Used by the index's writer alone.
 */
final class Dictionary {
  /** No word: too many are known. */
  static final int NONE = -1;

  /** Words; what is new then is indexed by its sequences. */
  private static final int MOST = 4_000_000;

  /** Words that one message may add: more are not those of a language. */
  private static final int MOST_NEW = 1_024;

  private static final int CACHED = 1 << 16;

  /** So many more than were left by the last sweep, and it is worth another. */
  private static final int SWEPT = 20_000;

  private final Db db;

  /** Words by some bits of their hash, the last two that had these, and their numbers. */
  private final String[] cached = new String[CACHED];

  private final int[] ids = new int[CACHED];
  private final Grams grams = new Grams();
  private int count;
  private int kept;
  private int next;
  private int added;

  Dictionary(Db db) throws SQLException {
    this.db = db;
    this.count = (int) db.number("select count(*) from word", 0);
    this.kept = (int) db.number("select v from state where k='words'", 0);
    // Those that went were asked for by nobody who still runs.
    this.next = (int) db.number("select max(id)+1 from word", 1);
  }

  static void create(Db db) throws SQLException {
    db.execute("create table word(id integer primary key, text text not null unique) strict");
    SearchFile.createTokens(db, "w");
  }

  /** A word in the tokens of the messages that have it. */
  static String token(int id) {
    return Integer.toString(id, Character.MAX_RADIX);
  }

  /** Another message is indexed. */
  void begin() {
    added = 0;
  }

  /** The word's number, {@link #NONE} when there is no place for it. */
  int id(String word) throws SQLException {
    int hash = word.hashCode();
    int at = (hash ^ hash >>> 16) & CACHED - 1;
    if (word.equals(cached[at])) {
      return ids[at];
    }
    if (word.equals(cached[at ^ 1])) {
      return ids[at ^ 1];
    }
    int id = (int) db.number("select id from word where text=?", NONE, word);
    if (id == NONE) {
      if (count >= MOST || added >= MOST_NEW) {
        return NONE;
      }
      id = add(word);
    }
    cached[at ^ 1] = cached[at];
    ids[at ^ 1] = ids[at];
    cached[at] = word;
    ids[at] = id;
    return id;
  }

  private int add(String word) throws SQLException {
    int id = next++;
    count++;
    added++;
    db.update("insert into word(id,text) values(?,?)", id, word);
    grams.clear();
    grams.addTriples(word);
    StringBuilder tokens = new StringBuilder();
    grams.write(IndexText.Section.HEADER.gram, tokens);
    db.update("insert into w(rowid,body) values(?,?)", (long) id, tokens.toString());
    return id;
  }

  /** Whether many words came since those were looked for that no message has any more. */
  boolean overgrown() {
    return count - kept > (count < MOST ? kept + SWEPT : SWEPT);
  }

  /**
   * Forgets the words that no message has any more.
   *
   * @param closing whether there is no time for it now
   */
  void sweep(BooleanSupplier closing) throws SQLException {
    BitSet used = new BitSet();
    PreparedStatement terms = db.prepare("select term from v");
    try (ResultSet r = terms.executeQuery()) {
      while (r.next()) {
        if (closing.getAsBoolean()) {
          return;
        }
        String term = r.getString(1);
        char section = term.charAt(0);
        if (section == IndexText.Section.HEADER.word || section == IndexText.Section.BODY.word) {
          used.set(Integer.parseInt(term, 1, term.length(), Character.MAX_RADIX));
        }
      }
    }
    BitSet unused = new BitSet();
    PreparedStatement words = db.prepare("select id from word");
    try (ResultSet r = words.executeQuery()) {
      while (r.next()) {
        if (!used.get(r.getInt(1))) {
          unused.set(r.getInt(1));
        }
      }
    }
    Arrays.fill(cached, null);
    for (int id = unused.nextSetBit(0); id >= 0; id = unused.nextSetBit(id + 1)) {
      db.update("delete from word where id=?", id);
      db.update("delete from w where rowid=?", (long) id);
    }
    count -= unused.cardinality();
    kept = count;
    db.update("insert or replace into state(k,v) values('words',?)", String.valueOf(kept));
  }
}
