package org.postern.mailbox.internal.james;

import java.time.Clock;
import java.util.EnumSet;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.SessionProvider;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.MailboxManagerConfiguration;
import org.apache.james.mailbox.store.StoreMailboxAnnotationManager;
import org.apache.james.mailbox.store.StoreMailboxManager;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.mail.ThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.quota.QuotaComponents;

/** James' mailbox manager over the engine. */
public final class EngineMailboxManager extends StoreMailboxManager {
  private static final EnumSet<MailboxCapabilities> MAILBOX_CAPABILITIES =
      EnumSet.of(
          MailboxCapabilities.Move,
          MailboxCapabilities.UserFlag,
          MailboxCapabilities.Namespace,
          MailboxCapabilities.Annotation,
          MailboxCapabilities.ACL,
          MailboxCapabilities.Quota);

  private static final EnumSet<MessageCapabilities> MESSAGE_CAPABILITIES =
      EnumSet.of(MessageCapabilities.UniqueID);

  private final Stores stores;
  private final EngineMessageStorer storer;

  EngineMailboxManager(
      Stores stores,
      SessionProvider sessions,
      MessageParser parser,
      MessageId.Factory messageIds,
      StoreMailboxAnnotationManager annotations,
      QuotaComponents quota,
      ThreadIdGuessingAlgorithm threads,
      EngineMessageStorer storer,
      Clock clock) {
    super(
        stores.mappers(),
        sessions,
        stores.locker(),
        parser,
        messageIds,
        annotations,
        stores.events(),
        stores.rights(),
        quota,
        stores.index(),
        MailboxManagerConfiguration.DEFAULT,
        stores.hooks(),
        threads,
        clock);
    this.stores = stores;
    this.storer = storer;
  }

  @Override
  public EnumSet<MailboxCapabilities> getSupportedMailboxCapabilities() {
    return EnumSet.copyOf(MAILBOX_CAPABILITIES);
  }

  @Override
  public EnumSet<MessageCapabilities> getSupportedMessageCapabilities() {
    return EnumSet.copyOf(MESSAGE_CAPABILITIES);
  }

  @Override
  public StoreMessageManager createMessageManager(Mailbox mailbox, MailboxSession session) {
    return new EngineMessageManager(MESSAGE_CAPABILITIES, stores, mailbox, storer);
  }
}
