package org.postern.mailbox.internal.james;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.InputStream;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.store.AbstractMailboxManagerAttachmentTest;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.mail.AttachmentMapperFactory;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailboxManagerAttachmentContractTest extends AbstractMailboxManagerAttachmentTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  private JamesStore failing;
  private JamesStore james;

  @BeforeEach
  void setup() throws Exception {
    MessageParser parser = mock(MessageParser.class);
    when(parser.retrieveAttachments(any(InputStream.class)))
        .thenThrow(new IllegalStateException("Message parser set to fail"));
    failing = store.james(StoreExtension.with(store.parts(), parser));
    james = store.james(store.parts());
    super.setUp();
  }

  @Override
  protected MailboxManager getMailboxManager() {
    return james.mailboxManager();
  }

  @Override
  protected MailboxManager getParseFailingMailboxManager() {
    return failing.mailboxManager();
  }

  @Override
  protected MailboxSessionMapperFactory getMailboxSessionMapperFactory() {
    return james.mappers();
  }

  @Override
  protected AttachmentMapperFactory getAttachmentMapperFactory() {
    return james.mappers();
  }
}
