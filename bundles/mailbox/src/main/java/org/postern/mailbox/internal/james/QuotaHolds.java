package org.postern.mailbox.internal.james;

import java.io.InterruptedIOException;
import java.util.Optional;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.store.quota.QuotaChecker;
import org.postern.mailbox.internal.engine.Quotas;
import reactor.core.publisher.Mono;

/**
 * Room below the limits of James' quota manager, held in the engine's gate while messages are
 * stored, so that concurrent appends, copies and deliveries together stay below them. Thread-safe.
 */
final class QuotaHolds {
  private final Quotas quotas;
  private final QuotaManager limits;

  QuotaHolds(Quotas quotas, QuotaManager limits) {
    this.quotas = quotas;
    this.limits = limits;
  }

  /**
   * Holds room in a root.
   *
   * @return to be closed when the messages are stored
   * @throws OverQuotaException when there is none
   */
  Quotas.Hold<OverQuotaException> hold(QuotaRoot root, long messages, long bytes)
      throws MailboxException {
    QuotaManager.Quotas now = now(root);
    if (messages == 0
        || now.getMessageQuota().getLimit().isUnlimited()
            && now.getStorageQuota().getLimit().isUnlimited()) {
      return new Quotas.Hold<>(Optional.empty(), () -> {});
    }
    Quotas.Hold<OverQuotaException> hold;
    try {
      hold =
          quotas.hold(
              root.getValue(), messages, bytes, (count, size) -> refusal(root, count, size));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("Interrupted");
      interrupted.initCause(e);
      throw new MailboxException("The server is stopping", interrupted);
    }
    if (hold.refusal().isPresent()) {
      throw hold.refusal().get();
    }
    return hold;
  }

  /** As James' own checks ask, which run in this thread. */
  private QuotaManager.Quotas now(QuotaRoot root) {
    return Mono.from(limits.getQuotasReactive(root)).block();
  }

  private Optional<OverQuotaException> refusal(QuotaRoot root, long messages, long bytes) {
    try {
      new QuotaChecker(now(root), root).tryAddition(messages, bytes);
      return Optional.empty();
    } catch (OverQuotaException e) {
      return Optional.of(e);
    }
  }
}
