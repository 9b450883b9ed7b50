package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageMoveTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageMoveContractTest extends MessageMoveTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MapperProvider createMapperProvider() {
    return new EngineMapperProvider(store);
  }
}
