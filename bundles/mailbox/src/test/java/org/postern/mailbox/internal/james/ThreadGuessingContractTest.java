package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.CombinationManagerTestSystem;
import org.apache.james.mailbox.store.ThreadIdGuessingAlgorithmContract;
import org.apache.james.mailbox.store.mail.ThreadIdGuessingAlgorithm;
import org.junit.jupiter.api.extension.RegisterExtension;

class ThreadGuessingContractTest extends ThreadIdGuessingAlgorithmContract {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected CombinationManagerTestSystem createTestingSystem() {
    return new EngineCombinationTestSystem(store.james());
  }

  @Override
  protected ThreadIdGuessingAlgorithm initThreadIdGuessingAlgorithm(
      CombinationManagerTestSystem system) {
    return store.james().threads();
  }

  @Override
  protected MessageId initNewBasedMessageId() {
    return store.james().messageIds().generate();
  }

  @Override
  protected MessageId initOtherBasedMessageId() {
    return store.james().messageIds().generate();
  }
}
