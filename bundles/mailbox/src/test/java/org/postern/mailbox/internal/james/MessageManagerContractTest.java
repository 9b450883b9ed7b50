package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.AbstractMessageManagerTest;
import org.apache.james.mailbox.store.MessageManagerTestSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageManagerContractTest extends AbstractMessageManagerTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @BeforeEach
  void setUp() throws Exception {
    super.setup(
        new MessageManagerTestSystem(store.james().mailboxManager()) {
          @Override
          public Mailbox createMailbox(MailboxPath path, MailboxSession session)
              throws MailboxException {
            return new EngineCombinationTestSystem(store.james()).createMailbox(path, session);
          }
        });
  }
}
