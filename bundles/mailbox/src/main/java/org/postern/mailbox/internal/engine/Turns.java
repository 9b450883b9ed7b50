package org.postern.mailbox.internal.engine;

import java.util.concurrent.locks.LockSupport;

/** Long work of one virtual thread: gives the carrier thread away now and then. */
final class Turns {
  /** Rows of one turn. */
  private static final int ROWS = 4_096;

  private int rows;

  /** Another row was looked at. */
  void row() {
    if (++rows == ROWS) {
      rows = 0;
      // Thread.yield() would have this virtual thread go on at once (JDK 25).
      LockSupport.parkNanos(1);
    }
  }
}
