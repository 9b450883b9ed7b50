package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.AbstractMessageIdManagerStorageTest;
import org.apache.james.mailbox.store.MessageIdManagerTestSystem;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageIdManagerStorageContractTest extends AbstractMessageIdManagerStorageTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MessageIdManagerTestSystem createTestingData() {
    return EngineCombinationTestSystem.messageIds(store.james());
  }
}
