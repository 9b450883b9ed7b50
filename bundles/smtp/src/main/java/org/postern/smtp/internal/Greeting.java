package org.postern.smtp.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.postern.net.Connection;

/**
 * A greeting that lets the client wait: a mail server does (RFC 5321 3.1), a spam sender often
 * talks at once.
 */
final class Greeting {
  private enum State {
    WAITING,
    SENT,
    /** The client has spoken, or is gone. */
    OVERTAKEN
  }

  private final Connection connection;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private IOException failed;

  Greeting(Connection connection) {
    this.connection = connection;
  }

  /**
   * Sends the greeting after the delay, unless the client speaks before.
   *
   * @return whether the client kept silent
   */
  boolean send(Reply greeting, Duration delay) throws IOException {
    long at = System.nanoTime() + delay.toNanos();
    // This thread reads, since only a read notices the client; the other one has the output until
    // it is joined.
    Thread sender = Thread.ofVirtual().start(() -> sendAt(at, greeting));
    try {
      connection.in().peek();
    } finally {
      state.compareAndSet(State.WAITING, State.OVERTAKEN);
      LockSupport.unpark(sender);
      join(sender);
    }
    if (failed != null) {
      throw failed;
    }
    return state.get() == State.SENT;
  }

  private void sendAt(long at, Reply greeting) {
    while (state.get() == State.WAITING && System.nanoTime() - at < 0) {
      LockSupport.parkNanos(at - System.nanoTime());
    }
    if (state.compareAndSet(State.WAITING, State.SENT)) {
      try {
        greeting.writeTo(connection.out());
        connection.out().flush();
      } catch (IOException e) {
        failed = e;
      }
    }
  }

  private static void join(Thread sender) throws IOException {
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
