package org.postern.smtp.internal;

import java.util.concurrent.atomic.AtomicLong;

/** What all messages being received may hold in memory together. Thread-safe. */
final class SpoolMemory {
  private final AtomicLong used = new AtomicLong();

  /** Takes octets within the limit; false when they are not there, and nothing is taken. */
  boolean take(long octets, long limit) {
    if (used.addAndGet(octets) > limit) {
      used.addAndGet(-octets);
      return false;
    }
    return true;
  }

  /** Takes octets whatever the limit: the least that a message needs. */
  void force(long octets) {
    used.addAndGet(octets);
  }

  void give(long octets) {
    used.addAndGet(-octets);
  }

  long used() {
    return used.get();
  }
}
