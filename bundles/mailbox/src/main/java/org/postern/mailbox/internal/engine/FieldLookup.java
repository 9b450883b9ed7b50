package org.postern.mailbox.internal.engine;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Looks for a text in the fields that the search index has whole, of one message after the other.
 */
final class FieldLookup {
  private final Db db;
  private final String column;
  private final String needle;
  private final Turns turns = new Turns();
  private final LongList sure = new LongList();
  private final LongList maybe = new LongList();

  /**
   * @param field in {@link IndexText#KEPT}
   */
  FieldLookup(Db db, int field, String needle) {
    this.db = db;
    this.column = "field" + field;
    this.needle = needle;
  }

  /**
   * @param ids ascending, at least one
   */
  SearchFile.Hits among(long[] ids) throws SQLException {
    long from = ids[0];
    long to = ids[ids.length - 1];
    String test = " and (instr(" + column + ",?)>0 or " + column + "=?)";
    String select = "select id," + column + "=? from list where id";
    if (TextLookup.isRange(ids)) {
      add(
          select + " between ? and ?" + test + " order by id",
          IndexText.TOO_LONG,
          from,
          to,
          needle,
          IndexText.TOO_LONG);
    } else {
      for (long id : ids) {
        turns.row();
        add(select + "=?" + test, IndexText.TOO_LONG, id, needle, IndexText.TOO_LONG);
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
