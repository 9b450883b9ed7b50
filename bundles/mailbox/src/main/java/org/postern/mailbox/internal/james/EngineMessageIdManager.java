package org.postern.mailbox.internal.james;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.store.ResultUtils;
import org.apache.james.mailbox.store.StoreMessageIdManager;
import org.apache.james.mailbox.store.mail.FetchGroupConverter;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.postern.mailbox.internal.engine.Quotas;
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

  /** Room in every root that gets more of the message than it loses is held meanwhile. */
  @Override
  public Mono<Void> setInMailboxesReactive(
      MessageId id, Collection<MailboxId> mailboxes, MailboxSession session) {
    return Mono.using(
        () -> hold(id, mailboxes, session),
        _ -> super.setInMailboxesReactive(id, mailboxes, session),
        holds -> holds.forEach(Quotas.Hold::close));
  }

  private List<Quotas.Hold<OverQuotaException>> hold(
      MessageId id, Collection<MailboxId> mailboxes, MailboxSession session)
      throws MailboxException {
    List<MailboxMessage> now =
        stores.mappers().getMessageIdMapper(session).find(List.of(id), FetchType.METADATA);
    // In the order of their names, see Quotas.hold.
    TreeMap<String, QuotaRoot> roots = new TreeMap<>();
    Map<String, Integer> more = new HashMap<>();
    Set<MailboxId> before = new HashSet<>();
    for (MailboxMessage message : now) {
      before.add(message.getMailboxId());
      if (!mailboxes.contains(message.getMailboxId())) {
        count(-1, message.getMailboxId(), roots, more);
      }
    }
    for (MailboxId mailbox : Set.copyOf(mailboxes)) {
      if (!before.contains(mailbox)) {
        count(1, mailbox, roots, more);
      }
    }
    List<Quotas.Hold<OverQuotaException>> holds = new ArrayList<>();
    try {
      for (Map.Entry<String, QuotaRoot> root : roots.entrySet()) {
        int messages = now.isEmpty() ? 0 : Math.max(0, more.get(root.getKey()));
        if (messages > 0) {
          long bytes = messages * now.getFirst().getFullContentOctets();
          holds.add(stores.quotaHolds().hold(root.getValue(), messages, bytes));
        }
      }
      return holds;
    } catch (MailboxException e) {
      holds.forEach(Quotas.Hold::close);
      throw e;
    }
  }

  private void count(
      int n, MailboxId mailbox, Map<String, QuotaRoot> roots, Map<String, Integer> more)
      throws MailboxException {
    QuotaRoot root;
    try {
      root = stores.quotaRootResolver().getQuotaRoot(mailbox);
    } catch (MailboxNotFoundException e) {
      return; // the change itself tells
    }
    roots.put(root.getValue(), root);
    more.merge(root.getValue(), n, Integer::sum);
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
