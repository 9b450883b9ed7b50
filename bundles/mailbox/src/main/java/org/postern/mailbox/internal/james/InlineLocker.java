package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.MailboxPathLocker;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.MailboxPath;
import org.reactivestreams.Publisher;

/**
 * Takes no lock: the engine assigns uid and modseq atomically, and appends to one mailbox must
 * overlap to share a disk flush.
 */
final class InlineLocker implements MailboxPathLocker {

  @Override
  public <T> T executeWithLock(MailboxPath path, LockAwareExecution<T> execution, LockType type)
      throws MailboxException {
    return execution.execute();
  }

  @Override
  public <T> Publisher<T> executeReactiveWithLockReactive(
      MailboxPath path, Publisher<T> execution, LockType type) {
    return execution;
  }
}
