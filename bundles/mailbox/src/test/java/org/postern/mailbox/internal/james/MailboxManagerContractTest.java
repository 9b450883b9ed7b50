package org.postern.mailbox.internal.james;

import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxManagerTest;
import org.apache.james.mailbox.SubscriptionManager;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailboxManagerContractTest extends MailboxManagerTest<EngineMailboxManager> {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected EngineMailboxManager provideMailboxManager() {
    JamesStore.Parts parts = StoreExtension.withAnnotationLimits(store.parts(), 3, 30);
    return store
        .james(
            StoreExtension.with(
                parts, parts.events(), null, StoreExtension.hooks(preDeletionHooks())))
        .mailboxManager();
  }

  @Override
  protected SubscriptionManager provideSubscriptionManager() {
    return store.james().subscriptionManager();
  }

  @Override
  protected EventBus retrieveEventBus(EngineMailboxManager manager) {
    return store.james().events();
  }
}
