package org.postern.mailbox.internal.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Looks for a text in the fields that the search index has whole, of one message after the other.
 */
final class FieldLookup {
  private final Db db;
  private final String column;
  private final String needle;
  private final Turns turns = new Turns();
  private final Found sure = new Found();
  private final Found maybe = new Found();

  /**
   * @param field in {@link IndexText#KEPT}
   */
  FieldLookup(Db db, int field, String needle) {
    this.db = db;
    this.column = "field" + field;
    this.needle = needle;
  }

  /** Ids, ascending. */
  private static final class Found {
    private long[] ids = new long[64];
    private int count;

    void add(long id) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      ids[count++] = id;
    }

    long[] toArray() {
      return Arrays.copyOf(ids, count);
    }
  }

  /**
   * @param ids ascending, at least one
   */
  SearchFile.Hits among(long[] ids) throws SQLException {
    long from = ids[0];
    long to = ids[ids.length - 1];
    String test = " and (instr(" + column + ",?)>0 or " + column + "=char(13))";
    String select = "select id," + column + "=char(13) from list where id";
    if (TextLookup.isRange(ids)) {
      add(select + " between ? and ?" + test + " order by id", from, to, needle);
    } else {
      for (long id : ids) {
        turns.row();
        add(select + "=?" + test, id, needle);
      }
    }
    return new SearchFile.Hits(sure.toArray(), maybe.toArray());
  }

  private void add(String sql, Object... args) throws SQLException {
    try (ResultSet r = db.bind(sql, args).executeQuery()) {
      while (r.next()) {
        turns.row();
        (r.getBoolean(2) ? maybe : sure).add(r.getLong(1));
      }
    }
  }
}
