package org.postern.mailbox.internal.james;

import jakarta.mail.Flags;
import java.io.IOException;
import java.io.InputStream;
import java.util.Date;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.exception.InsufficientRightsException;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.exception.ReadOnlyException;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.Content;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.store.ResultUtils;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.event.EventFactory;
import org.apache.james.mailbox.store.mail.FetchGroupConverter;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.postern.mailbox.internal.engine.Quotas;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A mailbox's messages; appends and reads in the caller's thread. */
final class EngineMessageManager extends StoreMessageManager {
  private static final Quotas.Hold<OverQuotaException> NOTHING =
      new Quotas.Hold<>(Optional.empty(), () -> {});

  private final Stores stores;
  private final EngineMessageStorer storer;

  EngineMessageManager(
      EnumSet<MessageCapabilities> capabilities,
      Stores stores,
      Mailbox mailbox,
      EngineMessageStorer storer) {
    super(
        capabilities,
        stores.mappers(),
        stores.index(),
        stores.events(),
        stores.locker(),
        mailbox,
        stores.quotaManager(),
        stores.quotaRootResolver(),
        stores.batchSizes(),
        stores.rights(),
        stores.hooks(),
        storer);
    this.stores = stores;
    this.storer = storer;
  }

  @Override
  public Flags getPermanentFlags(MailboxSession session) {
    Flags flags = super.getPermanentFlags(session);
    flags.add(Flags.Flag.USER);
    return flags;
  }

  @Override
  public AppendResult appendMessage(AppendCommand command, MailboxSession session)
      throws MailboxException {
    Mailbox mailbox = getMailboxEntity();
    if (!isWriteable(session)) {
      throw new ReadOnlyException(getMailboxPath());
    }
    if (!stores.rights().myRights(mailbox, session).contains(MailboxACL.Right.Insert)) {
      throw new InsufficientRightsException("Append messages requires 'i' right");
    }
    Content content = command.getMsgIn();
    long size = content.size();
    QuotaRoot root = stores.quotaRootResolver().getQuotaRoot(mailbox);
    Flags flags = command.getFlags() == null ? new Flags() : command.getFlags();
    if (command.isRecent()) {
      flags.add(Flags.Flag.RECENT);
    }
    Date date = Optional.ofNullable(command.getInternalDate()).orElseGet(Date::new);
    EngineMessageStorer.Stored stored;
    try (Quotas.Hold<OverQuotaException> _ = stores.quotaHolds().hold(root, 1, size)) {
      stored =
          Calls.call(
              () ->
                  storer.store(
                      mailbox,
                      date,
                      content,
                      flags,
                      properties(content),
                      command.getMaybeParsedMessage()));
    }
    stores
        .events()
        .dispatch(
            EventFactory.added()
                .randomEventId()
                .mailboxSession(session)
                .mailbox(mailbox)
                .addMetaData(stored.metaData())
                .isDelivery(command.isDelivery())
                .isAppended(true)
                .build(),
            new MailboxIdRegistrationKey(mailbox.getMailboxId()))
        .block();
    return new AppendResult(
        new ComposedMessageId(
            mailbox.getMailboxId(), stored.metaData().getMessageId(), stored.metaData().getUid()),
        size,
        Optional.of(stored.attachments()),
        stored.metaData().getThreadId());
  }

  private static Properties properties(Content content) throws IOException, MailboxException {
    try (InputStream in = content.getInputStream()) {
      return MimeProperties.ofMessage(in);
    }
  }

  @Override
  public Publisher<AppendResult> appendMessageReactive(
      AppendCommand command, MailboxSession session) {
    return Mono.fromCallable(() -> appendMessage(command, session));
  }

  /** RFC 9051 6.4.7: all or none, so room for all of them is held first. */
  @Override
  public Flux<MessageRange> copyTo(
      MessageRange set, StoreMessageManager to, MailboxSession session) {
    return Flux.using(
        () -> hold(set, to, session), _ -> super.copyTo(set, to, session), Quotas.Hold::close);
  }

  @Override
  public Flux<MessageRange> moveTo(
      MessageRange set, StoreMessageManager to, MailboxSession session) {
    return Flux.using(
        () -> root(this).equals(root(to)) ? NOTHING : hold(set, to, session),
        _ -> super.moveTo(set, to, session),
        Quotas.Hold::close);
  }

  private QuotaRoot root(StoreMessageManager manager) throws MailboxException {
    return stores.quotaRootResolver().getQuotaRoot(manager.getMailboxEntity());
  }

  private Quotas.Hold<OverQuotaException> hold(
      MessageRange set, StoreMessageManager to, MailboxSession session) throws MailboxException {
    long messages = 0;
    long bytes = 0;
    Iterator<MailboxMessage> found =
        stores
            .mappers()
            .getMessageMapper(session)
            .findInMailbox(getMailboxEntity(), set, FetchType.METADATA, -1);
    while (found.hasNext()) {
      messages++;
      bytes += found.next().getFullContentOctets();
    }
    return stores.quotaHolds().hold(root(to), messages, bytes);
  }

  @Override
  public Publisher<MessageResult> getMessagesReactive(
      MessageRange set, FetchGroup group, MailboxSession session) {
    return stores
        .mappers()
        .getMessageMapper(session)
        .findInMailboxReactive(getMailboxEntity(), set, FetchGroupConverter.getFetchType(group), -1)
        .handle(
            (message, sink) -> {
              try {
                sink.next(ResultUtils.loadMessageResult(message, group));
              } catch (MailboxException e) {
                sink.error(e);
              }
            });
  }
}
