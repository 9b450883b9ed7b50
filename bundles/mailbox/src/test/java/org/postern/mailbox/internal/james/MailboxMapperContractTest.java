package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMapperTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailboxMapperContractTest extends MailboxMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MailboxMapper createMailboxMapper() {
    return new EngineMailboxMapper(
        store.engine().mailboxes(),
        EngineMailboxMapper::createAsAsked,
        Identifiers.SIMPLE,
        new AclResolver(Identifiers.SIMPLE));
  }

  @Override
  protected MailboxId generateId() {
    return new EngineMailboxId(Integer.MAX_VALUE);
  }
}
