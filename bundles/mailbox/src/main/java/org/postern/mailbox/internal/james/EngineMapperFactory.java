package org.postern.mailbox.internal.james;

import java.time.Clock;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.mail.AttachmentMapperFactory;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.postern.mailbox.internal.engine.Engine;

/** The mappers over one engine; they keep no state, so that all sessions share them. */
public final class EngineMapperFactory extends MailboxSessionMapperFactory
    implements AttachmentMapperFactory {
  private final EngineMailboxMapper mailboxMapper;
  private final EngineMessageMapper messageMapper;
  private final EngineMessageIdMapper messageIdMapper;
  private final EngineAttachmentMapper attachmentMapper;
  private final EngineAnnotationMapper annotationMapper;
  private final EngineSubscriptionMapper subscriptionMapper;
  private final EngineSequences sequences;
  private final MessageStructures structures;

  EngineMapperFactory(
      Engine engine, MessageParser parser, Identifiers identifiers, AclResolver acls, Clock clock) {
    structures = new MessageStructures(engine.messages(), parser);
    // James would make a random uidvalidity; the engine makes one that is greater than any before.
    mailboxMapper =
        new EngineMailboxMapper(
            engine.mailboxes(),
            (boxes, path, given) ->
                boxes.create(path.getNamespace(), path.getUser().asString(), path.getName()),
            identifiers,
            acls);
    messageMapper = new EngineMessageMapper(engine, structures, clock);
    messageIdMapper = new EngineMessageIdMapper(engine, structures, messageMapper);
    attachmentMapper = new EngineAttachmentMapper(engine.attachments(), structures);
    annotationMapper = new EngineAnnotationMapper(engine.mailboxes());
    subscriptionMapper = new EngineSubscriptionMapper(engine.mailboxes());
    sequences = new EngineSequences(engine.mailboxes());
  }

  MessageStructures structures() {
    return structures;
  }

  @Override
  public EngineMailboxMapper createMailboxMapper(MailboxSession session) {
    return mailboxMapper;
  }

  @Override
  public EngineMailboxMapper getMailboxMapper(MailboxSession session) {
    return mailboxMapper;
  }

  @Override
  public EngineMessageMapper createMessageMapper(MailboxSession session) {
    return messageMapper;
  }

  @Override
  public EngineMessageMapper getMessageMapper(MailboxSession session) {
    return messageMapper;
  }

  @Override
  public EngineMessageIdMapper createMessageIdMapper(MailboxSession session) {
    return messageIdMapper;
  }

  @Override
  public EngineMessageIdMapper getMessageIdMapper(MailboxSession session) {
    return messageIdMapper;
  }

  @Override
  public EngineAnnotationMapper createAnnotationMapper(MailboxSession session) {
    return annotationMapper;
  }

  @Override
  public EngineAnnotationMapper getAnnotationMapper(MailboxSession session) {
    return annotationMapper;
  }

  @Override
  public EngineSubscriptionMapper createSubscriptionMapper(MailboxSession session) {
    return subscriptionMapper;
  }

  @Override
  public EngineSubscriptionMapper getSubscriptionMapper(MailboxSession session) {
    return subscriptionMapper;
  }

  @Override
  public EngineAttachmentMapper createAttachmentMapper(MailboxSession session) {
    return attachmentMapper;
  }

  @Override
  public EngineAttachmentMapper getAttachmentMapper(MailboxSession session) {
    return attachmentMapper;
  }

  @Override
  public UidProvider getUidProvider(MailboxSession session) {
    return sequences;
  }

  @Override
  public ModSeqProvider getModSeqProvider(MailboxSession session) {
    return sequences;
  }
}
