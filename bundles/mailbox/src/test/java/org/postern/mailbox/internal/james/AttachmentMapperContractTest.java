package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.mail.AttachmentMapper;
import org.apache.james.mailbox.store.mail.model.AttachmentMapperTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class AttachmentMapperContractTest extends AttachmentMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected AttachmentMapper createAttachmentMapper() {
    return new EngineMapperProvider(store).createAttachmentMapper();
  }

  @Override
  protected MessageId generateMessageId() {
    return store.james().messageIds().generate();
  }
}
