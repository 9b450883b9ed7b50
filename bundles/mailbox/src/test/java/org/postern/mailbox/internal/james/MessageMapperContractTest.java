package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.mail.model.CumulativeKeywordsMessageMapperTest;
import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageMapperContractTest extends CumulativeKeywordsMessageMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MapperProvider createMapperProvider() {
    return new EngineMapperProvider(store);
  }

  @Override
  protected UpdatableTickingClock updatableTickingClock() {
    return store.clock();
  }
}
