package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.quota.CurrentQuotaManager;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.store.AbstractMessageIdManagerQuotaTest;
import org.apache.james.mailbox.store.MessageIdManagerTestSystem;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageIdManagerQuotaContractTest extends AbstractMessageIdManagerQuotaTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MessageIdManagerTestSystem createTestSystem(
      QuotaManager quotaManager, CurrentQuotaManager currentQuotaManager) {
    return EngineCombinationTestSystem.messageIds(store.james());
  }

  @Override
  protected MaxQuotaManager createMaxQuotaManager() {
    return store.james().maxQuotaManager();
  }

  @Override
  protected CurrentQuotaManager createCurrentQuotaManager() {
    return store.james().currentQuotaManager();
  }

  @Override
  protected QuotaManager createQuotaManager(
      MaxQuotaManager maxQuotaManager, CurrentQuotaManager currentQuotaManager) {
    return store.james().quotaManager();
  }
}
