package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.SubscriptionMapperTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriptionMapperContractTest extends SubscriptionMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected SubscriptionMapper createSubscriptionMapper() {
    return store.james().mappers().createSubscriptionMapper(null);
  }
}
