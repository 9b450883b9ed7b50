package org.postern.directory.internal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postern.directory.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When tokens and app passwords were used last. A login is no disk write: uses are collected and
 * written together; up to a minute of them is lost when the power fails. Thread-safe.
 */
final class LastUsed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastUsed.class);
  private static final int FLUSH_SECONDS = 60;
  private static final int MAX_PENDING = 100_000;

  private final Database database;
  private final Map<String, Instant> pending = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("postern-last-used").daemon().unstarted(work));

  LastUsed(Database database) {
    this.database = database;
    timer.scheduleWithFixedDelay(this::flushLogged, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
  }

  void used(String id) {
    if (pending.size() < MAX_PENDING || pending.containsKey(id)) {
      pending.put(id, Texts.now());
    }
  }

  /** When it is not written yet. */
  Optional<Instant> of(String id) {
    return Optional.ofNullable(pending.get(id));
  }

  private void flushLogged() {
    try {
      flush();
    } catch (DirectoryException | RuntimeException e) {
      LOG.warn("Can't write when tokens and app passwords were used; will try again", e);
    }
  }

  void flush() throws DirectoryException {
    Map<String, Instant> written = Map.copyOf(pending);
    if (written.isEmpty()) {
      return;
    }
    database.changeQuietly(
        session -> {
          for (Map.Entry<String, Instant> use : written.entrySet()) {
            if (session.run(
                    "update app_password set last_used = ? where id = ?",
                    use.getValue(),
                    use.getKey())
                == 0) {
              session.run(
                  "update token set last_used = ? where id = ?", use.getValue(), use.getKey());
            }
          }
        });
    written.forEach(pending::remove);
  }

  @Override
  public void close() {
    timer.shutdown();
    flushLogged();
  }
}
