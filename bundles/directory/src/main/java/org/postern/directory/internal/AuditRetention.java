package org.postern.directory.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.postern.directory.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes audit entries that are older than the setting says, in the background: soon after a start
 * or a change of the setting, then every hour. Thread-safe.
 */
final class AuditRetention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);
  private static final int STEP = 500;
  private static final int EVERY_MINUTES = 60;

  /** Between two steps, so that logins and changes come in between. */
  private static final long PAUSE_MILLIS = 20;

  private final AuditLog log;
  private final IntSupplier days;
  private volatile boolean closed;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("postern-audit-retention").daemon().unstarted(work));

  /**
   * @param days how long entries are kept; 0 for ever
   */
  AuditRetention(AuditLog log, IntSupplier days) {
    this.log = log;
    this.days = days;
    timer.scheduleWithFixedDelay(this::step, 0, EVERY_MINUTES, TimeUnit.MINUTES);
  }

  /** Looks at once instead of within the hour. */
  void look() {
    timer.execute(this::step);
  }

  private void step() {
    int kept = days.getAsInt();
    if (kept == 0 || closed) {
      return;
    }
    try {
      int removed = log.trim(Instant.now().minus(Duration.ofDays(kept)), STEP);
      if (removed > 0) {
        LOG.info("{} audit entries older than {} days were removed", removed, kept);
      }
      if (removed == STEP && !closed) {
        timer.schedule(this::step, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (DirectoryException | RuntimeException e) {
      LOG.warn("Audit entries older than {} days could not be removed; will try again", kept, e);
    }
  }

  @Override
  public void close() {
    // The step under way is finished; what is left to remove goes after the next start.
    closed = true;
    timer.shutdown();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("Audit entries are still being removed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
