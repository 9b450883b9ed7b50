package org.postern.mailbox.internal.james;

import java.util.Set;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.extension.PreDeletionHook;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.store.AbstractMessageIdManagerSideEffectTest;
import org.apache.james.mailbox.store.MessageIdManagerTestSystem;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageIdManagerSideEffectContractTest extends AbstractMessageIdManagerSideEffectTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MessageIdManagerTestSystem createTestSystem(
      QuotaManager quotaManager, EventBus eventBus, Set<PreDeletionHook> hooks) {
    return EngineCombinationTestSystem.messageIds(
        store.james(
            StoreExtension.with(
                store.parts(), eventBus, quotaManager, StoreExtension.hooks(hooks))));
  }
}
