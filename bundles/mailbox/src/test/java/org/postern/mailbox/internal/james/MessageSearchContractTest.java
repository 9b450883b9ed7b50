package org.postern.mailbox.internal.james;

import java.util.List;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.store.search.AbstractMessageSearchIndexTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageSearchContractTest extends AbstractMessageSearchIndexTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  @Override
  protected void awaitMessageCount(List<MailboxId> mailboxes, SearchQuery query, long count) {
    // What is not indexed yet is read: a message is found as soon as it is stored.
  }

  @Override
  protected void initializeMailboxManager() {
    JamesStore james = store.james(StoreExtension.with(store.parts(), new PdfTextExtractor()));
    storeMailboxManager = james.mailboxManager();
    messageIdManager = james.messageIdManager();
    eventBus = james.events();
    messageSearchIndex = james.searchIndex();
    messageIdFactory = james.messageIds();
  }

  @Override
  protected MessageId initNewBasedMessageId() {
    return store.james().messageIds().generate();
  }

  @Override
  protected MessageId initOtherBasedMessageId() {
    return store.james().messageIds().generate();
  }

  // Not eligible (see Contracts): overridden without @Test, which takes them out.

  @Override
  protected void sortOnCcShouldWork() {}

  @Override
  protected void sortOnFromShouldWork() {}

  @Override
  protected void sortOnToShouldWork() {}

  @Override
  protected void bodyContainsShouldReturnUidOfMessageContainingBothTerms() {}
}
