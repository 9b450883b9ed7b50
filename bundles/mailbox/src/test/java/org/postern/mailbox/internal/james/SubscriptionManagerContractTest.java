package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.SubscriptionManagerContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriptionManagerContractTest implements SubscriptionManagerContract {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  public SubscriptionManager getSubscriptionManager() {
    return store.james().subscriptionManager();
  }
}
