package org.postern.mailbox.internal.james;

import jakarta.mail.Flags;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.james.mailbox.ApplicableFlagBuilder;
import org.apache.james.mailbox.FlagsBuilder;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxCounters;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.postern.mailbox.Content;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Counters;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Messages.Append;
import org.postern.mailbox.internal.engine.Messages.Copy;
import org.postern.mailbox.internal.engine.Messages.Move;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Messages.Target;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages of a mailbox. */
final class EngineMessageMapper implements MessageMapper {
  private final Engine engine;
  private final Messages messages;
  private final MessageStructures structures;
  private final Clock clock;

  EngineMessageMapper(Engine engine, MessageStructures structures, Clock clock) {
    this.engine = engine;
    this.messages = engine.messages();
    this.structures = structures;
    this.clock = clock;
  }

  private static long id(Mailbox mailbox) {
    return EngineMailboxId.of(mailbox.getMailboxId());
  }

  static Range range(MessageRange range) {
    return switch (range.getType()) {
      case ALL -> Range.ALL;
      case FROM -> new Range(range.getUidFrom().asLong(), Messages.MAX_UID);
      case ONE -> Range.of(range.getUidFrom().asLong());
      case RANGE -> new Range(range.getUidFrom().asLong(), range.getUidTo().asLong());
    };
  }

  @Override
  public Iterator<MailboxMessage> findInMailbox(
      Mailbox mailbox, MessageRange set, FetchType type, int limit) throws MailboxException {
    return Calls.call(() -> find(mailbox, set, type, limit)).iterator();
  }

  @Override
  public Flux<MailboxMessage> findInMailboxReactive(
      Mailbox mailbox, MessageRange set, FetchType type, int limit) {
    return Calls.flux(() -> find(mailbox, set, type, limit));
  }

  private List<MailboxMessage> find(Mailbox mailbox, MessageRange set, FetchType type, int limit)
      throws IOException {
    int max = Math.max(limit, 0);
    List<MailboxMessage> found = new ArrayList<>();
    if (type == FetchType.METADATA) {
      for (Row row : messages.find(id(mailbox), range(set), max)) {
        found.add(new StoredMessage(structures, row, type));
      }
    } else {
      messages
          .findFull(id(mailbox), range(set), max)
          .forEach(full -> found.add(structures.message(full, type)));
    }
    return found;
  }

  /** Messages that give everything, but read it when asked. */
  List<MailboxMessage> lookAt(Mailbox mailbox, MessageRange set) throws MailboxException {
    List<MailboxMessage> found = new ArrayList<>();
    Calls.call(() -> messages.find(id(mailbox), range(set), 0))
        .forEach(row -> found.add(new StoredMessage(structures, row, FetchType.FULL)));
    return found;
  }

  @Override
  public Flux<ComposedMessageIdWithMetaData> listMessagesMetadata(
      Mailbox mailbox, MessageRange set) {
    return Calls.flux(() -> messages.find(id(mailbox), range(set), 0)).map(MessageRows::composed);
  }

  private List<MessageUid> uids(Mailbox mailbox, Range range, int set, int unset)
      throws IOException {
    return LongStream.of(messages.uids(id(mailbox), range, set, unset))
        .mapToObj(MessageUid::of)
        .toList();
  }

  @Override
  public List<MessageUid> retrieveMessagesMarkedForDeletion(Mailbox mailbox, MessageRange set)
      throws MailboxException {
    return Calls.call(() -> marked(mailbox, set));
  }

  @Override
  public Flux<MessageUid> retrieveMessagesMarkedForDeletionReactive(
      Mailbox mailbox, MessageRange set) {
    return Calls.flux(() -> marked(mailbox, set));
  }

  private List<MessageUid> marked(Mailbox mailbox, MessageRange set) throws IOException {
    return uids(mailbox, range(set), org.postern.mailbox.internal.engine.Flags.DELETED, 0);
  }

  private Counters counters(Mailbox mailbox) throws IOException {
    return engine.mailboxes().counters(id(mailbox));
  }

  @Override
  public long countMessagesInMailbox(Mailbox mailbox) throws MailboxException {
    return Calls.call(() -> counters(mailbox).messages());
  }

  @Override
  public MailboxCounters getMailboxCounters(Mailbox mailbox) throws MailboxException {
    Counters counters = Calls.call(() -> counters(mailbox));
    return MailboxCounters.builder()
        .mailboxId(mailbox.getMailboxId())
        .count(counters.messages())
        .unseen(counters.unseen())
        .build();
  }

  @Override
  public Mono<MailboxCounters> getMailboxCountersReactive(Mailbox mailbox) {
    return Calls.mono(() -> getMailboxCounters(mailbox));
  }

  @Override
  public void delete(Mailbox mailbox, MailboxMessage message) throws MailboxException {
    Calls.run(() -> messages.expunge(id(mailbox), List.of(message.getUid().asLong())));
  }

  @Override
  public Map<MessageUid, MessageMetaData> deleteMessages(Mailbox mailbox, List<MessageUid> uids)
      throws MailboxException {
    Map<MessageUid, MessageMetaData> deleted = new TreeMap<>();
    List<Long> numbers = uids.stream().map(MessageUid::asLong).toList();
    Calls.call(() -> messages.expunge(id(mailbox), numbers))
        .forEach(row -> deleted.put(MessageUid.of(row.uid()), MessageRows.metaData(row)));
    return deleted;
  }

  @Override
  public Mono<Map<MessageUid, MessageMetaData>> deleteMessagesReactive(
      Mailbox mailbox, List<MessageUid> uids) {
    return Calls.mono(() -> deleteMessages(mailbox, uids));
  }

  /** Null when there is none: James' convention. */
  @Override
  public MessageUid findFirstUnseenMessageUid(Mailbox mailbox) throws MailboxException {
    return Calls.call(() -> messages.firstUnseen(id(mailbox))).map(MessageUid::of).orElse(null);
  }

  @Override
  public Mono<Optional<MessageUid>> findFirstUnseenMessageUidReactive(Mailbox mailbox) {
    return Calls.mono(() -> messages.firstUnseen(id(mailbox)).map(MessageUid::of));
  }

  @Override
  public List<MessageUid> findRecentMessageUidsInMailbox(Mailbox mailbox) throws MailboxException {
    return Calls.call(() -> recent(mailbox));
  }

  @Override
  public Mono<List<MessageUid>> findRecentMessageUidsInMailboxReactive(Mailbox mailbox) {
    return Calls.mono(() -> recent(mailbox));
  }

  private List<MessageUid> recent(Mailbox mailbox) throws IOException {
    return uids(mailbox, Range.ALL, org.postern.mailbox.internal.engine.Flags.RECENT, 0);
  }

  @Override
  public MessageMetaData add(Mailbox mailbox, MailboxMessage message) throws MailboxException {
    Row row = Calls.call(() -> store(id(mailbox), message, 0, 0));
    message.setUid(MessageUid.of(row.uid()));
    message.setModSeq(ModSeq.of(row.modSeq()));
    return MessageRows.metaData(row);
  }

  @Override
  public Publisher<MessageMetaData> addReactive(Mailbox mailbox, MailboxMessage message) {
    return Calls.mono(() -> add(mailbox, message));
  }

  /** Adds a message, or one more row of one that the store has already. */
  Row store(long mailbox, MailboxMessage message, long uid, long modSeq)
      throws IOException, MailboxException {
    long id = EngineMessageId.of(message.getMessageId());
    org.postern.mailbox.internal.engine.Flags flags = FlagSet.engine(message.createFlags());
    long date = message.getInternalDate().getTime();
    long thread = EngineMessageId.of(message.getThreadId());
    long now = clock.millis();
    if (!messages.findById(List.of(id)).isEmpty()) {
      Copy copy = new Copy(id, flags, date, now, thread, uid, modSeq);
      return messages.copy(mailbox, List.of(copy)).getFirst();
    }
    byte[] env =
        MessageStructures.encode(
            message.getHeaderOctets(), message.getProperties(), message.getAttachments());
    Target target = new Target(mailbox, flags, date, now, uid, modSeq, thread, null);
    return messages.append(new Append(id, content(message), env, List.of(target))).getFirst();
  }

  private static Content content(MailboxMessage message) {
    return new Content() {
      @Override
      public long size() {
        return message.getFullContentOctets();
      }

      @Override
      public InputStream open() throws IOException {
        return message.getFullContent();
      }
    };
  }

  @Override
  public Iterator<UpdatedFlags> updateFlags(
      Mailbox mailbox, FlagsUpdateCalculator calculator, MessageRange set) throws MailboxException {
    return update(mailbox, calculator, List.of(range(set))).iterator();
  }

  @Override
  public Mono<List<UpdatedFlags>> updateFlagsReactive(
      Mailbox mailbox, FlagsUpdateCalculator calculator, MessageRange set) {
    return Calls.mono(() -> update(mailbox, calculator, List.of(range(set))));
  }

  private List<UpdatedFlags> update(
      Mailbox mailbox, FlagsUpdateCalculator calculator, List<Range> ranges)
      throws MailboxException {
    return Calls.call(
            () ->
                messages.updateFlags(
                    id(mailbox),
                    ranges,
                    flags -> FlagSet.engine(calculator.buildNewFlags(FlagSet.james(flags)))))
        .stream()
        .map(MessageRows::updatedFlags)
        .toList();
  }

  @Override
  public List<UpdatedFlags> resetRecent(Mailbox mailbox) throws MailboxException {
    List<Range> ranges =
        MessageRange.toRanges(findRecentMessageUidsInMailbox(mailbox)).stream()
            .map(EngineMessageMapper::range)
            .toList();
    if (ranges.isEmpty()) {
      return List.of();
    }
    return update(
        mailbox,
        new FlagsUpdateCalculator(new Flags(Flags.Flag.RECENT), FlagsUpdateMode.REMOVE),
        ranges);
  }

  @Override
  public Mono<List<UpdatedFlags>> resetRecentReactive(Mailbox mailbox) {
    return Calls.mono(() -> resetRecent(mailbox));
  }

  @Override
  public MessageMetaData copy(Mailbox mailbox, MailboxMessage original) throws MailboxException {
    return copy(mailbox, List.of(original)).getFirst();
  }

  @Override
  public List<MessageMetaData> copy(Mailbox mailbox, List<MailboxMessage> originals)
      throws MailboxException {
    List<Copy> copies = originals.stream().map(this::asCopy).toList();
    return Calls.call(() -> messages.copy(id(mailbox), copies)).stream()
        .map(MessageRows::metaData)
        .toList();
  }

  @Override
  public Mono<MessageMetaData> copyReactive(Mailbox mailbox, MailboxMessage original) {
    return Calls.mono(() -> copy(mailbox, original));
  }

  @Override
  public Mono<List<MessageMetaData>> copyReactive(Mailbox mailbox, List<MailboxMessage> originals) {
    return Calls.mono(() -> copy(mailbox, originals));
  }

  @Override
  public MessageMetaData move(Mailbox mailbox, MailboxMessage original) throws MailboxException {
    return move(mailbox, List.of(original)).getFirst();
  }

  @Override
  public List<MessageMetaData> move(Mailbox mailbox, List<MailboxMessage> originals)
      throws MailboxException {
    List<Move> moves =
        originals.stream()
            .map(
                original ->
                    new Move(
                        EngineMailboxId.of(original.getMailboxId()),
                        original.getUid().asLong(),
                        asCopy(original)))
            .toList();
    return Calls.call(() -> messages.move(id(mailbox), moves)).stream()
        .map(MessageRows::metaData)
        .toList();
  }

  @Override
  public Mono<MessageMetaData> moveReactive(Mailbox mailbox, MailboxMessage original) {
    return Calls.mono(() -> move(mailbox, original));
  }

  @Override
  public Mono<List<MessageMetaData>> moveReactive(Mailbox mailbox, List<MailboxMessage> originals) {
    return Calls.mono(() -> move(mailbox, originals));
  }

  private Copy asCopy(MailboxMessage original) {
    Flags flags = original.createFlags();
    flags.add(Flags.Flag.RECENT);
    return new Copy(
        EngineMessageId.of(original.getMessageId()),
        FlagSet.engine(flags),
        original.getInternalDate().getTime(),
        clock.millis(),
        EngineMessageId.of(original.getThreadId()));
  }

  @Override
  public Optional<MessageUid> getLastUid(Mailbox mailbox) throws MailboxException {
    return EngineSequences.lastUid(Calls.call(() -> counters(mailbox)));
  }

  @Override
  public Mono<Optional<MessageUid>> getLastUidReactive(Mailbox mailbox) {
    return Calls.mono(() -> getLastUid(mailbox));
  }

  @Override
  public ModSeq getHighestModSeq(Mailbox mailbox) throws MailboxException {
    return ModSeq.of(Calls.call(() -> counters(mailbox).highestModSeq()));
  }

  @Override
  public Mono<ModSeq> getHighestModSeqReactive(Mailbox mailbox) {
    return Calls.mono(() -> getHighestModSeq(mailbox));
  }

  @Override
  public Flags getApplicableFlag(Mailbox mailbox) throws MailboxException {
    FlagsBuilder keywords = FlagsBuilder.builder();
    Calls.call(() -> engine.mailboxes().keywords(id(mailbox))).forEach(keywords::add);
    return ApplicableFlagBuilder.from(keywords.build()).build();
  }

  @Override
  public Mono<Flags> getApplicableFlagReactive(Mailbox mailbox) {
    return Calls.mono(() -> getApplicableFlag(mailbox));
  }

  @Override
  public Flux<MessageUid> listAllMessageUids(Mailbox mailbox) {
    return Calls.flux(() -> uids(mailbox, Range.ALL, 0, 0));
  }
}
