package org.postern.mailbox.internal.james;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.model.AnnotationMapperTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnnotationMapperContractTest extends AnnotationMapperTest {
  @RegisterExtension final StoreExtension store = new StoreExtension();

  private final AtomicInteger boxes = new AtomicInteger();

  @Override
  protected AnnotationMapper createAnnotationMapper() {
    return store.james().mappers().createAnnotationMapper(null);
  }

  @Override
  protected MailboxId generateMailboxId() {
    return Calls.unchecked(
        () ->
            new EngineMailboxId(
                store
                    .engine()
                    .mailboxes()
                    .create("#private", "user", "box" + boxes.incrementAndGet())
                    .id()));
  }
}
