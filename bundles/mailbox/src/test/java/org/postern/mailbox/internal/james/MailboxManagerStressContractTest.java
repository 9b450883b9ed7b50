package org.postern.mailbox.internal.james;

import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxManagerStressContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailboxManagerStressContractTest
    implements MailboxManagerStressContract<EngineMailboxManager> {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  public EngineMailboxManager getManager() {
    return store.james().mailboxManager();
  }

  @Override
  public EventBus retrieveEventBus() {
    return store.james().events();
  }
}
