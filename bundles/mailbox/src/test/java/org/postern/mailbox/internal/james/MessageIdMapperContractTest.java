package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageIdMapperTest;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageIdMapperContractTest extends MessageIdMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MapperProvider provideMapper() {
    return new EngineMapperProvider(store);
  }

  @Override
  protected UpdatableTickingClock updatableTickingClock() {
    return store.clock();
  }
}
