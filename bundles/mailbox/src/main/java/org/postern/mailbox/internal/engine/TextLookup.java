package org.postern.mailbox.internal.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.postern.mailbox.internal.engine.IndexText.Section;

/**
 * Asks the search index which messages have a text. Few words that have it are looked for in the
 * postings of all mailboxes, a part of many words in the lists of the mailbox's own messages.
 */
final class TextLookup {
  /** Words whose postings are merged. */
  private static final int FEW_WORDS = 64;

  /** Words that are looked for in lists. */
  private static final int MANY_WORDS = 500_000;

  /** Postings that are read in the time of one list. */
  private static final int POSTINGS = 8;

  /** Rows that are read in the time that one is looked up. */
  private static final int RANGE = 4;

  private static final long[] NOTHING = {};

  private final Db db;
  private final Needle needle;
  private final List<Section> sections;
  private final Turns turns = new Turns();

  TextLookup(Db db, Needle needle, List<Section> sections) {
    this.db = db;
    this.needle = needle;
    this.sections = sections;
  }

  /** Messages of all mailboxes; null when they are more than {@code most}, or likely to be. */
  SearchFile.Hits all(int most) throws SQLException {
    if (needle.isCommon()) {
      return null;
    }
    BitSet words = needle.isRun() ? needle.words(db, turns, FEW_WORDS) : new BitSet();
    return words == null ? null : postings(words, 0, Long.MAX_VALUE, most);
  }

  private SearchFile.Hits postings(BitSet words, long from, long to, int most) throws SQLException {
    long[] sure = match(needle.sure(sections, words), from, to, most);
    long[] maybe =
        sure == null ? null : match(needle.maybe(db, turns, sections, FEW_WORDS), from, to, most);
    return maybe == null ? null : new SearchFile.Hits(sure, maybe);
  }

  /**
   * Those of some messages.
   *
   * @param ids ascending, at least one
   */
  SearchFile.Hits among(long[] ids) throws SQLException {
    long from = ids[0];
    long to = ids[ids.length - 1];
    if (!needle.isRun()) {
      return postings(new BitSet(), from, to, Integer.MAX_VALUE - 1);
    }
    BitSet words = needle.words(db, turns, MANY_WORDS);
    if (words == null) {
      // Whatever it is, the index does not know it better than its pairs.
      return new SearchFile.Hits(
          NOTHING, match(needle.pairs(sections), from, to, Integer.MAX_VALUE - 1));
    }
    if (words.cardinality() <= FEW_WORDS) {
      int most = (int) Math.min(Integer.MAX_VALUE - 1, 1_000L + (long) POSTINGS * ids.length);
      SearchFile.Hits hits = postings(words, from, to, most);
      if (hits != null) {
        return hits;
      }
    }
    SearchFile.Hits others = postings(new BitSet(), from, to, Integer.MAX_VALUE - 1);
    return new SearchFile.Hits(merge(others.sure(), lists(words, ids)), others.maybe());
  }

  /** The messages that a query finds; null when they are more than {@code most}. */
  private long[] match(String query, long from, long to, int most) throws SQLException {
    if (query == null) {
      return NOTHING;
    }
    LongList found = new LongList();
    PreparedStatement s =
        db.bind(
            "select rowid from f where f match ? and rowid between ? and ? order by rowid limit ?",
            query,
            from,
            to,
            most + 1L);
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        if (found.size() == most) {
          return null;
        }
        turns.row();
        found.add(r.getLong(1));
      }
    }
    return found.toArray();
  }

  /** Whether all rows between some are read sooner than these one by one. */
  static boolean isRange(long[] ids) {
    return ids[ids.length - 1] - ids[0] < (long) RANGE * ids.length;
  }

  /** The messages that have one of the words in their lists. */
  private long[] lists(BitSet words, long[] ids) throws SQLException {
    long[] found = new long[ids.length];
    int n = 0;
    long from = ids[0];
    long to = ids[ids.length - 1];
    if (isRange(ids)) {
      PreparedStatement s =
          db.bind("select header,body,id from list where id between ? and ?", from, to);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          turns.row();
          if (has(r, words) && Arrays.binarySearch(ids, r.getLong(3)) >= 0) {
            found[n++] = r.getLong(3);
          }
        }
      }
    } else {
      for (long id : ids) {
        turns.row();
        try (ResultSet r = db.bind("select header,body from list where id=?", id).executeQuery()) {
          if (r.next() && has(r, words)) {
            found[n++] = id;
          }
        }
      }
    }
    return Arrays.copyOf(found, n);
  }

  private boolean has(ResultSet row, BitSet words) throws SQLException {
    for (Section section : sections) {
      if (WordList.hasAny(row.getBytes(1 + section.ordinal()), words)) {
        return true;
      }
    }
    return false;
  }

  private static long[] merge(long[] some, long[] others) {
    if (some.length == 0) {
      return others;
    }
    long[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    Arrays.sort(all);
    return all;
  }
}
