package org.postern.mailbox.internal.james;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import jakarta.mail.Flags;
import java.util.Collection;
import java.util.List;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Messages;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages by their permanent id, in whatever mailboxes they are. */
final class EngineMessageIdMapper implements MessageIdMapper {
  private final Engine engine;
  private final Messages messages;
  private final MessageStructures structures;
  private final EngineMessageMapper mapper;

  EngineMessageIdMapper(Engine engine, MessageStructures structures, EngineMessageMapper mapper) {
    this.engine = engine;
    this.messages = engine.messages();
    this.structures = structures;
    this.mapper = mapper;
  }

  private static List<Long> numbers(Collection<MailboxId> ids) {
    return ids.stream().map(EngineMailboxId::of).toList();
  }

  @Override
  public List<MailboxMessage> find(Collection<MessageId> ids, FetchType type) {
    List<Long> numbers = ids.stream().map(EngineMessageId::of).toList();
    return Calls.unchecked(() -> messages.findById(numbers)).stream()
        .<MailboxMessage>map(full -> structures.message(full, type))
        .toList();
  }

  @Override
  public Flux<MailboxMessage> findReactive(Collection<MessageId> ids, FetchType type) {
    return Flux.defer(() -> Flux.fromIterable(find(ids, type)));
  }

  @Override
  public Publisher<ComposedMessageIdWithMetaData> findMetadata(MessageId id) {
    return Calls.flux(() -> messages.findById(List.of(EngineMessageId.of(id))))
        .map(full -> MessageRows.composed(full.row()));
  }

  @Override
  public List<MailboxId> findMailboxes(MessageId id) {
    return Calls.unchecked(() -> messages.findById(List.of(EngineMessageId.of(id)))).stream()
        .<MailboxId>map(full -> new EngineMailboxId(full.row().mailbox()))
        .toList();
  }

  @Override
  public void save(MailboxMessage message) throws MailboxException {
    save(message, message.getMailboxId());
  }

  private void save(MailboxMessage message, MailboxId mailbox) throws MailboxException {
    long id = EngineMailboxId.of(mailbox);
    if (Calls.call(() -> engine.mailboxes().find(id)).isEmpty()) {
      throw new MailboxNotFoundException(mailbox);
    }
    Calls.call(
        () -> mapper.store(id, message, message.getUid().asLong(), message.getModSeq().asLong()));
  }

  @Override
  public void copyInMailbox(MailboxMessage message, Mailbox mailbox) throws MailboxException {
    if (!findMailboxes(message.getMessageId()).contains(mailbox.getMailboxId())) {
      save(message, mailbox.getMailboxId());
    }
  }

  @Override
  public Mono<Void> copyInMailboxReactive(MailboxMessage message, Mailbox mailbox) {
    return Calls.monoRun(() -> copyInMailbox(message, mailbox));
  }

  @Override
  public void delete(MessageId id) {
    delete(id, findMailboxes(id));
  }

  @Override
  public void delete(MessageId id, Collection<MailboxId> mailboxes) {
    Calls.unchecked(() -> messages.remove(EngineMessageId.of(id), numbers(mailboxes)));
  }

  @Override
  public Mono<Void> deleteReactive(MessageId id, Collection<MailboxId> mailboxes) {
    return Mono.fromRunnable(() -> delete(id, mailboxes));
  }

  @Override
  public Mono<Void> deleteReactive(Multimap<MessageId, MailboxId> ids) {
    return Mono.fromRunnable(() -> delete(ids));
  }

  @Override
  public Mono<Multimap<MailboxId, UpdatedFlags>> setFlags(
      MessageId id, List<MailboxId> mailboxes, Flags newState, FlagsUpdateMode mode) {
    FlagsUpdateCalculator calculator = new FlagsUpdateCalculator(newState, mode);
    return Calls.mono(
        () -> {
          ImmutableListMultimap.Builder<MailboxId, UpdatedFlags> changed =
              ImmutableListMultimap.builder();
          messages
              .updateFlags(
                  EngineMessageId.of(id),
                  numbers(mailboxes),
                  flags -> FlagSet.engine(calculator.buildNewFlags(FlagSet.james(flags))))
              .forEach(
                  change ->
                      changed.put(
                          new EngineMailboxId(change.mailbox()), MessageRows.updatedFlags(change)));
          return changed.build();
        });
  }
}
