package org.postern.mailbox.internal.james;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.mail.AttachmentMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MapperProvider;

/** Mappers for the contracts. */
final class EngineMapperProvider implements MapperProvider {
  private static final MailboxSession SESSION = MailboxSessionUtil.create(StoreExtension.USER);

  private final StoreExtension store;

  /** Far from those that the store gives out, as with any caller that brings uids of its own. */
  private final AtomicLong uids = new AtomicLong(1000);

  EngineMapperProvider(StoreExtension store) {
    this.store = store;
  }

  private EngineMapperFactory mappers() {
    return store.james().mappers();
  }

  @Override
  public List<Capabilities> getSupportedCapabilities() {
    return List.of(
        Capabilities.MESSAGE,
        Capabilities.MAILBOX,
        Capabilities.ATTACHMENT,
        Capabilities.ANNOTATION,
        Capabilities.MOVE,
        Capabilities.ACL_STORAGE,
        Capabilities.UNIQUE_MESSAGE_ID,
        Capabilities.THREAD_SAFE_FLAGS_UPDATE,
        Capabilities.INCREMENTAL_APPLICABLE_FLAGS,
        Capabilities.FULL_BYTES,
        Capabilities.HEADER_BYTES);
  }

  @Override
  public MailboxMapper createMailboxMapper() {
    return mappers().createMailboxMapper(SESSION);
  }

  @Override
  public MessageMapper createMessageMapper() {
    return mappers().createMessageMapper(SESSION);
  }

  @Override
  public MessageIdMapper createMessageIdMapper() {
    return mappers().createMessageIdMapper(SESSION);
  }

  @Override
  public AttachmentMapper createAttachmentMapper() {
    return mappers().createAttachmentMapper(SESSION);
  }

  @Override
  public MailboxId generateId() {
    return new EngineMailboxId(Integer.MAX_VALUE);
  }

  @Override
  public MessageUid generateMessageUid(Mailbox mailbox) {
    return MessageUid.of(uids.incrementAndGet());
  }

  @Override
  public ModSeq generateModSeq(Mailbox mailbox) throws MailboxException {
    try {
      return mappers().getModSeqProvider(SESSION).nextModSeq(mailbox);
    } catch (MailboxNotFoundException e) {
      // A contract asks for a message of a mailbox that was never made.
      return ModSeq.first();
    }
  }

  @Override
  public ModSeq highestModSeq(Mailbox mailbox) throws MailboxException {
    return mappers().getModSeqProvider(SESSION).highestModSeq(mailbox);
  }

  @Override
  public boolean supportPartialAttachmentFetch() {
    return true;
  }

  @Override
  public MessageId generateMessageId() {
    return store.james().messageIds().generate();
  }
}
