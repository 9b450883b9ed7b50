package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.AttachmentManager;
import org.apache.james.mailbox.Authenticator;
import org.apache.james.mailbox.Authorizator;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageIdManager;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.extractor.TextExtractor;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.quota.CurrentQuotaManager;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.UserQuotaRootResolver;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.StoreAttachmentManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.StoreSubscriptionManager;
import org.apache.james.mailbox.store.mail.ThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.mail.model.impl.MessageParserImpl;
import org.apache.james.mailbox.store.quota.DefaultUserQuotaRootResolver;
import org.apache.james.mailbox.store.quota.QuotaComponents;
import org.apache.james.mailbox.store.quota.StoreQuotaManager;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;

/** James' managers over one engine, wired together. */
public final class JamesStore {
  private final EngineMailboxManager mailboxManager;
  private final EngineMapperFactory mappers;
  private final EngineMessageId.Factory messageIds;
  private final MessageIdManager messageIdManager;
  private final SubscriptionManager subscriptionManager;
  private final AttachmentManager attachmentManager;
  private final StoreRightManager rightManager;
  private final CurrentQuotaManager currentQuotaManager;
  private final QuotaManager quotaManager;
  private final UserQuotaRootResolver quotaRootResolver;
  private final MessageSearchIndex searchIndex;
  private final ThreadIdGuessingAlgorithm threads;
  private final Parts parts;

  /**
   * What the managers work with beside the engine.
   *
   * @param quota null = counts by the engine against {@code limits}
   * @param extractor gives search the text of attachments
   * @param identifiers who is meant by access rights
   * @param annotations how many a mailbox may have
   * @param annotationOctets how long one may be
   */
  public record Parts(
      EventBus events,
      MaxQuotaManager limits,
      QuotaManager quota,
      PreDeletionHooks hooks,
      MessageParser parser,
      TextExtractor extractor,
      Authenticator authenticator,
      Authorizator authorizator,
      Identifiers identifiers,
      int annotations,
      int annotationOctets,
      Clock clock) {

    /**
     * Sessions are made by {@code createSystemSession}, for who was logged in by the directory:
     * James itself knows no password.
     */
    public static Parts standard(EventBus events, MaxQuotaManager limits, Identifiers identifiers) {
      return new Parts(
          events,
          limits,
          null,
          PreDeletionHooks.NO_PRE_DELETION_HOOK,
          new MessageParserImpl(),
          new HtmlTextExtractor(),
          (user, password) -> Optional.empty(),
          (user, other) -> Authorizator.AuthorizationState.FORBIDDEN,
          identifiers,
          100,
          1 << 16,
          Clock.systemUTC());
    }
  }

  public JamesStore(Engine engine, Parts parts) {
    this.parts = parts;
    AclResolver acls = new AclResolver(parts.identifiers());
    mappers =
        new EngineMapperFactory(engine, parts.parser(), parts.identifiers(), acls, parts.clock());
    messageIds = new EngineMessageId.Factory(engine);
    rightManager = new StoreRightManager(mappers, acls, parts.events());
    SessionProviderImpl sessions =
        new SessionProviderImpl(parts.authenticator(), parts.authorizator());
    quotaRootResolver = new DefaultUserQuotaRootResolver(sessions, mappers);
    currentQuotaManager = new EngineCurrentQuotaManager(engine.quotas());
    quotaManager =
        parts.quota() != null
            ? parts.quota()
            : new StoreQuotaManager(currentQuotaManager, parts.limits());
    if (parts.events() instanceof InlineEventBus inline) {
      inline.derive(new QuotaUsageEvents(inline, quotaManager, quotaRootResolver, parts.clock()));
    }
    // Search reads attachments through the manager, which checks rights by way of the id manager.
    Stores stores =
        new Stores(
            mappers,
            null,
            parts.events(),
            new InlineLocker(),
            quotaManager,
            quotaRootResolver,
            new QuotaHolds(engine.quotas(), quotaManager),
            BatchSizes.defaultValues(),
            rightManager,
            parts.hooks());
    messageIdManager = new EngineMessageIdManager(stores);
    StoreAttachmentManager attachments = new StoreAttachmentManager(mappers, messageIdManager);
    attachmentManager = attachments;
    searchIndex = new EngineSearchIndex(engine.search(), mappers, parts.extractor(), attachments);
    subscriptionManager = new StoreSubscriptionManager(mappers, mappers, parts.events());
    threads = new EngineThreads(engine);
    mailboxManager =
        new EngineMailboxManager(
            stores.withIndex(searchIndex),
            sessions,
            parts.parser(),
            messageIds,
            new EngineAnnotationManager(
                engine.mailboxes(),
                mappers,
                rightManager,
                parts.annotations(),
                parts.annotationOctets()),
            new QuotaComponents(parts.limits(), quotaManager, quotaRootResolver),
            threads,
            new EngineMessageStorer(engine, mappers.structures(), parts.parser(), parts.clock()),
            parts.clock());
  }

  public EngineMailboxManager mailboxManager() {
    return mailboxManager;
  }

  public EngineMapperFactory mappers() {
    return mappers;
  }

  public EngineMessageId.Factory messageIds() {
    return messageIds;
  }

  public MessageIdManager messageIdManager() {
    return messageIdManager;
  }

  public SubscriptionManager subscriptionManager() {
    return subscriptionManager;
  }

  public AttachmentManager attachmentManager() {
    return attachmentManager;
  }

  public StoreRightManager rightManager() {
    return rightManager;
  }

  /** What the user of a session may do with a mailbox (RFC 4314). */
  public Rfc4314Rights rights(Box box, MailboxSession session) throws IOException {
    try {
      return rightManager.myRights(EngineMailboxMapper.mailbox(box), session);
    } catch (UnsupportedRightException e) {
      throw new IOException("The rights of mailbox " + box.name() + " can't be read", e);
    }
  }

  public CurrentQuotaManager currentQuotaManager() {
    return currentQuotaManager;
  }

  public MaxQuotaManager maxQuotaManager() {
    return parts.limits();
  }

  public QuotaManager quotaManager() {
    return quotaManager;
  }

  public UserQuotaRootResolver quotaRootResolver() {
    return quotaRootResolver;
  }

  public MessageSearchIndex searchIndex() {
    return searchIndex;
  }

  public ThreadIdGuessingAlgorithm threads() {
    return threads;
  }

  public EventBus events() {
    return parts.events();
  }
}
