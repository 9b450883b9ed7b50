package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageWithAttachmentMapperTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageWithAttachmentContractTest extends MessageWithAttachmentMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MapperProvider createMapperProvider() {
    return new EngineMapperProvider(store);
  }
}
