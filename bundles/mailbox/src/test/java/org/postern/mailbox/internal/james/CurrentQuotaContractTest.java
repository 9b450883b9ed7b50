package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.quota.CurrentQuotaManager;
import org.apache.james.mailbox.store.quota.CurrentQuotaManagerContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class CurrentQuotaContractTest implements CurrentQuotaManagerContract {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  public CurrentQuotaManager testee() {
    return store.james().currentQuotaManager();
  }
}
