package org.postern.mailbox.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.postern.mailbox.FolderException;

/** Room in an account's quota for what is about to be stored there. */
record Reservation(QuotaGate gate, String user, long messages, long bytes)
    implements AutoCloseable {

  /**
   * Reserves it until it is closed.
   *
   * @throws FolderException.OverQuota when there is none
   */
  static Reservation of(QuotaGate gate, String user, long messages, long bytes) throws IOException {
    if (messages == 0) {
      return new Reservation(gate, user, 0, 0);
    }
    try {
      Optional<String> full = EngineCalls.call(() -> reserve(gate, user, messages, bytes));
      if (full.isPresent()) {
        throw new FolderException.OverQuota(full.get());
      }
      return new Reservation(gate, user, messages, bytes);
    } catch (FolderException.Unavailable e) {
      if (e.getCause() instanceof InterruptedIOException) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  private static Optional<String> reserve(QuotaGate gate, String user, long messages, long bytes)
      throws IOException {
    try {
      return gate.reserve(user, messages, bytes);
    } catch (InterruptedException e) {
      InterruptedIOException interrupted = new InterruptedIOException("The server is stopping");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    if (messages > 0) {
      gate.release(user, messages, bytes);
    }
  }
}
