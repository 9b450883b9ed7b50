package org.postern.pop3.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each maildrop was last logged in to, for LOGIN-DELAY (RFC 2449 6.5). Thread-safe; forgets
 * what is older than the delay, so memory is bounded by the logins within one.
 */
final class LoginDelays {
  private static final int SWEEP_FROM = 1_024;

  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private volatile int sweepAt = SWEEP_FROM;

  LoginDelays(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How long this maildrop has to wait still; zero when it may log in. */
  Duration left(String maildrop, Duration delay) {
    Long then = delay.isZero() ? null : last.get(maildrop);
    if (then == null) {
      return Duration.ZERO;
    }
    Duration left = delay.minusNanos(nanoTime.getAsLong() - then);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** How many maildrops are remembered. */
  int size() {
    return last.size();
  }

  void loggedIn(String maildrop, Duration delay) {
    if (delay.isZero()) {
      return;
    }
    long now = nanoTime.getAsLong();
    last.put(maildrop, now);
    if (last.size() >= sweepAt) {
      last.values().removeIf(then -> now - then > delay.toNanos());
      sweepAt = Math.max(SWEEP_FROM, 2 * last.size());
    }
  }
}
