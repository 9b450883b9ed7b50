package org.postern.mailbox.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.internal.engine.Quotas;

/** Room in an account's quota for what is about to be stored there by a folder. */
record Reservation(Quotas.Hold<String> hold) implements AutoCloseable {

  /**
   * Reserves it until it is closed.
   *
   * @throws FolderException.OverQuota when there is none
   */
  static Reservation of(AccountQuotas quotas, String user, long messages, long bytes)
      throws IOException {
    try {
      Quotas.Hold<String> hold = EngineCalls.call(() -> hold(quotas, user, messages, bytes));
      if (hold.refusal().isPresent()) {
        throw new FolderException.OverQuota(hold.refusal().get());
      }
      return new Reservation(hold);
    } catch (FolderException.Unavailable e) {
      if (e.getCause() instanceof InterruptedIOException) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  private static Quotas.Hold<String> hold(
      AccountQuotas quotas, String user, long messages, long bytes) throws IOException {
    try {
      return quotas.hold(user, messages, bytes);
    } catch (InterruptedException e) {
      InterruptedIOException interrupted = new InterruptedIOException("The server is stopping");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    hold.close();
  }
}
