package org.postern.pop3.internal;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers that sessions borrow while they send a message, so that an idle session holds none.
 * Thread-safe; keeps some, the collector gets the rest.
 */
final class BufferPool {
  static final int SIZE = 16 * 1024;
  private static final int KEPT = 64;

  private final ArrayBlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

  byte[] take() {
    byte[] buffer = free.poll();
    return buffer == null ? new byte[SIZE] : buffer;
  }

  /** Gives back what {@link #take} gave; the caller forgets it. */
  void give(byte[] buffer) {
    free.offer(buffer);
  }
}
