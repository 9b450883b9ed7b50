package org.postern.directory.internal;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.postern.directory.DirectoryException;

/**
 * Remembers answers of the database for as long as they are exact: until the next change. Bounded:
 * keeps what was used last up to a weight of {@code size}, at most twice as much; and only answers
 * that are worth it, so that names somebody made up push nothing out. Thread-safe.
 */
final class ExactCache<K, V> {
  private final Database database;
  private final int size;
  private final ToIntFunction<V> weight;
  private volatile Entries<K, V> young = new Entries<>();
  private volatile Entries<K, V> old = new Entries<>();

  private record Entries<K, V>(ConcurrentHashMap<K, Entry<V>> map, AtomicLong weight) {
    Entries() {
      this(new ConcurrentHashMap<>(), new AtomicLong());
    }
  }

  private record Entry<V>(long generation, V value) {}

  /** Finds what is not remembered. */
  interface Loader<K, V> {
    V load(Session session, K key) throws SQLException, DirectoryException;
  }

  /**
   * @param weight of an answer: 0 when it is not worth remembering, 1 for a small one
   */
  ExactCache(Database database, int size, ToIntFunction<V> weight) {
    this.database = database;
    this.size = size;
    this.weight = weight;
  }

  V get(K key, Loader<K, V> loader) throws DirectoryException {
    // Asked before reading: a change in between makes the entry worthless, never wrong.
    long generation = database.generation();
    Entry<V> entry = young.map.get(key);
    if (entry == null) {
      entry = old.map.get(key);
      if (entry != null && entry.generation == generation) {
        put(key, entry);
      }
    }
    if (entry == null || entry.generation != generation) {
      entry = new Entry<>(generation, database.read(session -> loader.load(session, key)));
      put(key, entry);
    }
    return entry.value;
  }

  private void put(K key, Entry<V> entry) {
    int more = weight.applyAsInt(entry.value);
    if (more == 0 || more > size) {
      return;
    }
    Entries<K, V> to = young;
    Entry<V> before = to.map.put(key, entry);
    more -= before == null ? 0 : weight.applyAsInt(before.value);
    if (to.weight.addAndGet(more) > size) {
      synchronized (this) {
        if (young == to) {
          old = to;
          young = new Entries<>();
        }
      }
    }
  }
}
