package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMapperACLTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailboxAclContractTest extends MailboxMapperACLTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected MailboxMapper createMailboxMapper() {
    return new EngineMailboxMapper(
        store.engine().mailboxes(),
        EngineMailboxMapper::createAsAsked,
        Identifiers.SIMPLE,
        new AclResolver(Identifiers.SIMPLE));
  }
}
