package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.manager.IntegrationResources;
import org.apache.james.mailbox.manager.ManagerTestProvisionner;
import org.apache.james.mailbox.manager.QuotaMessageManagerContract;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.StoreMailboxManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class QuotaMessageManagerContractTest implements QuotaMessageManagerContract<StoreMailboxManager> {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  private ManagerTestProvisionner provisionner;

  private final IntegrationResources<StoreMailboxManager> resources =
      new IntegrationResources<>() {
        @Override
        public StoreMailboxManager getMailboxManager() {
          return store.james().mailboxManager();
        }

        @Override
        public QuotaManager getQuotaManager() {
          return store.james().quotaManager();
        }

        @Override
        public MaxQuotaManager getMaxQuotaManager() {
          return store.james().maxQuotaManager();
        }

        @Override
        public QuotaRootResolver getQuotaRootResolver() {
          return store.james().quotaRootResolver();
        }
      };

  @BeforeEach
  void setUp() throws Exception {
    provisionner = new ManagerTestProvisionner(resources);
    provisionner.createMailboxes();
  }

  @Override
  public IntegrationResources<StoreMailboxManager> getResources() {
    return resources;
  }

  @Override
  public ManagerTestProvisionner getProvisionner() {
    return provisionner;
  }
}
