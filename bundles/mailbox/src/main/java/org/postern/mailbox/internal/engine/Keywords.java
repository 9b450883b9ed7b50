package org.postern.mailbox.internal.engine;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Flags as one number: the system bits, and above them the number of the set of keywords, which are
 * interned. Reading is thread-safe; interning is the committer's.
 */
final class Keywords {
  static final int SHIFT = 8;

  /** A client adds some a command: without a limit, a message would have any number. */
  static final int OF_A_MESSAGE = 500;

  /** Of all sets that a mailbox has or had, together: all are told when it is opened. */
  static final long LETTERS_OF_A_MAILBOX = 1 << 21;

  /** Sets are few; a hostile client that makes many doesn't fill the memory with them. */
  private static final int REMEMBERED = 2_000;

  private final Map<Long, Set<String>> byId = new ConcurrentHashMap<>();
  private final Map<String, Long> interned = new HashMap<>();

  /** The flags of a stored number. */
  Flags unpack(Db db, long packed) throws SQLException {
    int system = (int) (packed & Flags.ALL);
    long set = packed >>> SHIFT;
    if (set == 0) {
      return Flags.of(system);
    }
    return new Flags(system, words(db, set));
  }

  Set<String> words(Db db, long set) throws SQLException {
    Set<String> words = byId.get(set);
    if (words == null) {
      String stored =
          db.first("select words from kwset where id=?", r -> r.getString(1), set).orElse("");
      words = stored.isEmpty() ? Set.of() : Set.copyOf(List.of(stored.split("\n")));
      if (byId.size() >= REMEMBERED) {
        byId.clear();
      }
      byId.put(set, words);
    }
    return words;
  }

  /** Whether a mailbox has these keywords, or room for them. */
  static boolean fit(Db db, long mailbox, Flags flags) throws SQLException {
    String words = join(flags);
    return db.exists(
            "select 1 from boxkw join kwset on id=kw where mb=? and words=?", mailbox, words)
        || words.length()
                + db.number(
                    "select sum(length(words)) from boxkw join kwset on id=kw where mb=?",
                    0,
                    mailbox)
            <= LETTERS_OF_A_MAILBOX;
  }

  static String join(Flags flags) {
    return String.join("\n", flags.keywords());
  }

  long pack(Db db, Flags flags) throws SQLException {
    if (flags.keywords().isEmpty()) {
      return flags.system();
    }
    String words = join(flags);
    Long set = interned.get(words);
    if (set == null) {
      set = db.number("select id from kwset where words=?", 0, words);
      if (set == 0) {
        set = db.number("select coalesce(max(id),0)+1 from kwset", 1);
        db.update("insert into kwset(id,words) values(?,?)", set, words);
      }
      if (interned.size() >= REMEMBERED) {
        interned.clear();
      }
      interned.put(words, set);
    }
    return set << SHIFT | flags.system();
  }

  /** Forgets what a transaction that failed may have interned. */
  void forget() {
    interned.clear();
    byId.clear();
  }
}
