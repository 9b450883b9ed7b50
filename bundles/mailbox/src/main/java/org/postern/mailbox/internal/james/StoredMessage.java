package org.postern.mailbox.internal.james;

import jakarta.mail.Flags;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Content;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageAttachmentMetadata;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.util.ReactorUtils;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A message of the engine as James sees it. Its columns are there; header length, properties,
 * attachments and octets are read when asked for.
 */
final class StoredMessage implements MailboxMessage {
  /** Up to this size a message's octets are handed out as an array. */
  private static final long SMALL = 1 << 20;

  private final MessageStructures structures;
  private final Row row;
  private final FetchType type;
  private final MailboxId mailbox;
  private MessageStructures.Structure structure;
  private MessageUid uid;
  private ModSeq modSeq;
  private Flags flags;
  private Optional<Date> saveDate;

  /** A message whose structure is read when asked for. */
  StoredMessage(MessageStructures structures, Row row, FetchType type) {
    this(structures, row, type, null);
  }

  StoredMessage(
      MessageStructures structures,
      Row row,
      FetchType type,
      MessageStructures.Structure structure) {
    this(structures, row, type, structure, new EngineMailboxId(row.mailbox()));
  }

  private StoredMessage(
      MessageStructures structures,
      Row row,
      FetchType type,
      MessageStructures.Structure structure,
      MailboxId mailbox) {
    this.structures = structures;
    this.row = row;
    this.type = type;
    this.structure = structure;
    this.mailbox = mailbox;
    this.uid = MessageUid.of(row.uid());
    this.modSeq = ModSeq.of(row.modSeq());
    this.flags = FlagSet.james(row.flags());
    this.saveDate = row.saveDate() == 0 ? Optional.empty() : Optional.of(new Date(row.saveDate()));
  }

  private MessageStructures.Structure structure() {
    if (structure == null) {
      structure = Calls.unchecked(() -> structures.of(row.id()));
    }
    return structure;
  }

  @Override
  public MessageId getMessageId() {
    return new EngineMessageId(row.id());
  }

  @Override
  public ThreadId getThreadId() {
    return EngineMessageId.thread(row.thread());
  }

  @Override
  public ComposedMessageIdWithMetaData getComposedMessageIdWithMetaData() {
    return new ComposedMessageIdWithMetaData(
        new ComposedMessageId(mailbox, getMessageId(), uid), createFlags(), modSeq, getThreadId());
  }

  @Override
  public MailboxId getMailboxId() {
    return mailbox;
  }

  @Override
  public MessageUid getUid() {
    return uid;
  }

  @Override
  public void setUid(MessageUid uid) {
    this.uid = uid;
  }

  @Override
  public ModSeq getModSeq() {
    return modSeq;
  }

  @Override
  public void setModSeq(ModSeq modSeq) {
    this.modSeq = modSeq;
  }

  @Override
  public boolean isAnswered() {
    return flags.contains(Flags.Flag.ANSWERED);
  }

  @Override
  public boolean isDeleted() {
    return flags.contains(Flags.Flag.DELETED);
  }

  @Override
  public boolean isDraft() {
    return flags.contains(Flags.Flag.DRAFT);
  }

  @Override
  public boolean isFlagged() {
    return flags.contains(Flags.Flag.FLAGGED);
  }

  @Override
  public boolean isRecent() {
    return flags.contains(Flags.Flag.RECENT);
  }

  @Override
  public boolean isSeen() {
    return flags.contains(Flags.Flag.SEEN);
  }

  @Override
  public void setFlags(Flags flags) {
    this.flags = new Flags(flags);
  }

  @Override
  public Flags createFlags() {
    return new Flags(flags);
  }

  @Override
  public Optional<Date> getSaveDate() {
    return saveDate;
  }

  @Override
  public void setSaveDate(Date saveDate) {
    this.saveDate = Optional.of(saveDate);
  }

  @Override
  public Date getInternalDate() {
    return new Date(row.internalDate());
  }

  @Override
  public MailboxMessage copy(Mailbox target) {
    StoredMessage copy = new StoredMessage(structures, row, type, structure, target.getMailboxId());
    copy.uid = uid;
    copy.modSeq = modSeq;
    copy.flags = createFlags();
    copy.saveDate = saveDate;
    return copy;
  }

  @Override
  public String getMediaType() {
    return getProperties().getMediaType();
  }

  @Override
  public String getSubType() {
    return getProperties().getSubType();
  }

  @Override
  public Long getTextualLineCount() {
    return getProperties().getTextualLineCount();
  }

  @Override
  public Properties getProperties() {
    return Calls.unchecked(structure()::properties);
  }

  @Override
  public List<MessageAttachmentMetadata> getAttachments() {
    return type.compareTo(FetchType.ATTACHMENTS_METADATA) < 0
        ? List.of()
        : Calls.unchecked(structure()::attachments);
  }

  @Override
  public long getFullContentOctets() {
    return row.size();
  }

  @Override
  public long getHeaderOctets() {
    return Calls.unchecked(structure()::headerLength);
  }

  @Override
  public long getBodyOctets() {
    return row.size() - getHeaderOctets();
  }

  @Override
  public InputStream getFullContent() throws IOException {
    return structures.messages().open(row.id());
  }

  @Override
  public InputStream getHeaderContent() throws IOException {
    return structures.messages().open(row.id(), 0, getHeaderOctets());
  }

  @Override
  public InputStream getBodyContent() throws IOException {
    return structures.messages().open(row.id(), getHeaderOctets(), getBodyOctets());
  }

  @Override
  public Optional<byte[][]> getFullBytes() {
    return bytes(row.size(), this::getFullContent);
  }

  @Override
  public Optional<byte[][]> getBodyBytes() {
    return bytes(row.size(), this::getBodyContent);
  }

  @Override
  public Optional<byte[][]> getHeadersBytes() {
    return bytes(getHeaderOctets(), this::getHeaderContent);
  }

  private static Optional<byte[][]> bytes(long octets, Calls.Call<InputStream> content) {
    if (octets > SMALL) {
      return Optional.empty();
    }
    return Calls.unchecked(
        () -> {
          try (InputStream in = content.run()) {
            return Optional.of(new byte[][] {in.readAllBytes()});
          }
        });
  }

  @Override
  public Publisher<ByteBuffer> getFullContentReactive() {
    return chunks(this::getFullContent);
  }

  @Override
  public Publisher<ByteBuffer> getHeaderContentReactive() {
    return chunks(this::getHeaderContent);
  }

  @Override
  public Publisher<ByteBuffer> getBodyContentReactive() {
    return chunks(this::getBodyContent);
  }

  private static Publisher<ByteBuffer> chunks(Calls.Call<InputStream> content) {
    return Flux.using(
        () -> Calls.call(content),
        stream -> ReactorUtils.toChunks(stream, Content.BUFFER_SIZE),
        StoredMessage::close);
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredMessage that
        && uid.equals(that.uid)
        && mailbox.equals(that.mailbox);
  }

  @Override
  public int hashCode() {
    return uid.hashCode();
  }

  @Override
  public String toString() {
    return "StoredMessage[mailbox=" + mailbox.serialize() + ", uid=" + uid.asLong() + "]";
  }
}
