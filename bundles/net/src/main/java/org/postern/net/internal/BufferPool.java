package org.postern.net.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers that connections borrow while they have something in hand, so that an idle connection
 * holds none. Thread-safe; keeps at most {@link #KEPT} of each size, the collector gets the rest.
 */
final class BufferPool {
  /** For application data. */
  static final int SIZE = 16 * 1024;

  /** For one TLS record: 2^14 octets of content, header and expansion (RFC 8446 5.2, RFC 5246). */
  static final int RECORD_SIZE = 5 + 16 * 1024 + 2048;

  private static final int KEPT = 128;

  private final ArrayBlockingQueue<ByteBuffer> plain = new ArrayBlockingQueue<>(KEPT);
  private final ArrayBlockingQueue<ByteBuffer> records = new ArrayBlockingQueue<>(KEPT);

  /** A cleared heap buffer of {@link #SIZE}. */
  ByteBuffer take() {
    return take(plain, SIZE);
  }

  /** A cleared heap buffer of {@link #RECORD_SIZE}. */
  ByteBuffer takeRecord() {
    return take(records, RECORD_SIZE);
  }

  private static ByteBuffer take(ArrayBlockingQueue<ByteBuffer> from, int size) {
    ByteBuffer buffer = from.poll();
    return buffer == null ? ByteBuffer.allocate(size) : buffer.clear();
  }

  /** Gives back what {@link #take} or {@link #takeRecord} gave; the caller forgets it. */
  void give(ByteBuffer buffer) {
    boolean kept = buffer.capacity() == SIZE ? plain.offer(buffer) : records.offer(buffer);
    assert kept || plain.remainingCapacity() == 0 || records.remainingCapacity() == 0;
  }
}
