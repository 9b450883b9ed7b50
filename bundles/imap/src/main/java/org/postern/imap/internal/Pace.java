package org.postern.imap.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a session that works on a long command does something beside it.
 *
 * @param tell how long the client is told nothing (RFC 9585 4: 10 to 15 s)
 * @param look how long it is not looked whether anybody waits for the answer
 * @param few so many messages are copied, appended or expunged at once without a thought of this
 * @param nanos a clock like {@link System#nanoTime}
 */
record Pace(Duration tell, Duration look, int few, LongSupplier nanos) {
  static final Pace USUAL =
      new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), 1_000, System::nanoTime);
}
