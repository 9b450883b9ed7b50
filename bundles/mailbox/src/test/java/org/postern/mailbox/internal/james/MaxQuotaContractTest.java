package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.store.quota.GenericMaxQuotaManagerTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MaxQuotaContractTest extends GenericMaxQuotaManagerTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MaxQuotaManager provideMaxQuotaManager() {
    return store.james().maxQuotaManager();
  }
}
