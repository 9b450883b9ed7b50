package org.postern.directory.internal;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.postern.directory.DirectoryException;

/**
 * Remembers answers of the database for as long as they are exact: until the next change. Bounded:
 * keeps the {@code size} keys used last, at most twice as many; and only answers that are worth it,
 * so that names somebody made up push nothing out. Thread-safe.
 */
final class ExactCache<K, V> {
  private final Database database;
  private final int size;
  private final Predicate<V> worth;
  private volatile ConcurrentHashMap<K, Entry<V>> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<K, Entry<V>> old = new ConcurrentHashMap<>();

  private record Entry<V>(long generation, V value) {}

  /** Finds what is not remembered. */
  interface Loader<K, V> {
    V load(Session session, K key) throws SQLException, DirectoryException;
  }

  ExactCache(Database database, int size, Predicate<V> worth) {
    this.database = database;
    this.size = size;
    this.worth = worth;
  }

  V get(K key, Loader<K, V> loader) throws DirectoryException {
    // Asked before reading: a change in between makes the entry worthless, never wrong.
    long generation = database.generation();
    Entry<V> entry = young.get(key);
    if (entry == null) {
      entry = old.get(key);
      if (entry != null && entry.generation == generation) {
        put(key, entry);
      }
    }
    if (entry == null || entry.generation != generation) {
      entry = new Entry<>(generation, database.read(session -> loader.load(session, key)));
      if (worth.test(entry.value)) {
        put(key, entry);
      }
    }
    return entry.value;
  }

  private void put(K key, Entry<V> entry) {
    young.put(key, entry);
    if (young.size() > size) {
      synchronized (this) {
        if (young.size() > size) {
          old = young;
          young = new ConcurrentHashMap<>();
        }
      }
    }
  }
}
