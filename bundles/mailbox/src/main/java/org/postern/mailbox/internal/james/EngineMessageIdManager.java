package org.postern.mailbox.internal.james;

import java.util.Collection;
import java.util.List;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.store.ResultUtils;
import org.apache.james.mailbox.store.StoreMessageIdManager;
import org.apache.james.mailbox.store.mail.FetchGroupConverter;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages by id; reads in the caller's thread. */
final class EngineMessageIdManager extends StoreMessageIdManager {
  private final Stores stores;

  EngineMessageIdManager(Stores stores) {
    super(
        stores.rights(),
        stores.mappers(),
        stores.events(),
        stores.quotaManager(),
        stores.quotaRootResolver(),
        stores.hooks());
    this.stores = stores;
  }

  @Override
  public Flux<MessageResult> getMessagesReactive(
      Collection<MessageId> ids, FetchGroup group, MailboxSession session) {
    return stores
        .mappers()
        .getMessageIdMapper(session)
        .findReactive(ids, FetchGroupConverter.getFetchType(group))
        .groupBy(MailboxMessage::getMailboxId)
        .concatMap(messages -> messages.collectList())
        .filterWhen(messages -> mayRead(messages.getFirst().getMailboxId(), session))
        .concatMapIterable(messages -> messages)
        .handle(
            (message, sink) -> {
              try {
                sink.next(ResultUtils.loadMessageResult(message, group));
              } catch (MailboxException e) {
                sink.error(e);
              }
            });
  }

  private Mono<Boolean> mayRead(MailboxId mailbox, MailboxSession session) {
    return Mono.from(stores.rights().myRights(mailbox, session))
        .map(rights -> rights.contains(Right.Read))
        .onErrorReturn(MailboxException.class, false);
  }

  @Override
  public List<MessageResult> getMessages(
      Collection<MessageId> ids, FetchGroup group, MailboxSession session) {
    return getMessagesReactive(ids, group, session).collectList().block();
  }
}
