package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.AbstractCombinationManagerTest;
import org.apache.james.mailbox.store.CombinationManagerTestSystem;
import org.junit.jupiter.api.extension.RegisterExtension;

class CombinationManagerContractTest extends AbstractCombinationManagerTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected CombinationManagerTestSystem createTestingData() {
    return new EngineCombinationTestSystem(store.james());
  }
}
