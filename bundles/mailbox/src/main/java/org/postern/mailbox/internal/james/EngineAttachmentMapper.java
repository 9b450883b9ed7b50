package org.postern.mailbox.internal.james;

import com.google.common.base.Preconditions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mailbox.exception.AttachmentNotFoundException;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.AttachmentId;
import org.apache.james.mailbox.model.AttachmentMetadata;
import org.apache.james.mailbox.model.ContentType;
import org.apache.james.mailbox.model.MessageAttachmentMetadata;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ParsedAttachment;
import org.apache.james.mailbox.model.StringBackedAttachmentId;
import org.apache.james.mailbox.store.mail.AttachmentMapper;
import org.postern.mailbox.Content;
import org.postern.mailbox.internal.engine.Attachments;
import org.postern.mailbox.internal.engine.Attachments.Attachment;
import org.postern.mailbox.internal.engine.EngineException;
import reactor.core.publisher.Mono;

/**
 * Attachments. Those of a stored message are read out of the message ({@code message-index}), so
 * that nothing is stored twice; those that a caller stores by themselves have a random id.
 */
final class EngineAttachmentMapper implements AttachmentMapper {
  private static final Pattern PART = Pattern.compile("(\\d{1,18})-(\\d{1,6})");

  private final Attachments attachments;
  private final MessageStructures structures;

  EngineAttachmentMapper(Attachments attachments, MessageStructures structures) {
    this.attachments = attachments;
    this.structures = structures;
  }

  @Override
  public InputStream loadAttachmentContent(AttachmentId id)
      throws AttachmentNotFoundException, IOException {
    Matcher part = PART.matcher(id.getId());
    if (part.matches()) {
      return structures
          .attachmentContent(Long.parseLong(part.group(1)), Integer.parseInt(part.group(2)))
          .map(ByteArrayInputStream::new)
          .orElseThrow(() -> new AttachmentNotFoundException(id.getId()));
    }
    try {
      return attachments.open(id.getId());
    } catch (EngineException.NoSuchMessage e) {
      throw new AttachmentNotFoundException(id.getId());
    }
  }

  @Override
  public Mono<InputStream> loadAttachmentContentReactive(AttachmentId id) {
    return Mono.fromCallable(() -> loadAttachmentContent(id));
  }

  @Override
  public AttachmentMetadata getAttachment(AttachmentId id) throws AttachmentNotFoundException {
    Preconditions.checkArgument(id != null);
    return find(id).orElseThrow(() -> new AttachmentNotFoundException(id.getId()));
  }

  @Override
  public Mono<AttachmentMetadata> getAttachmentReactive(AttachmentId id) {
    return Mono.fromCallable(() -> getAttachment(id));
  }

  @Override
  public List<AttachmentMetadata> getAttachments(Collection<AttachmentId> ids) {
    Preconditions.checkArgument(ids != null);
    return ids.stream().map(this::find).flatMap(Optional::stream).toList();
  }

  private Optional<AttachmentMetadata> find(AttachmentId id) {
    Matcher part = PART.matcher(id.getId());
    if (part.matches()) {
      long message = Long.parseLong(part.group(1));
      return Calls.unchecked(() -> structures.find(message)).stream()
          .flatMap(found -> Calls.unchecked(found::attachments).stream())
          .filter(each -> each.getAttachmentId().equals(id))
          .map(MessageAttachmentMetadata::getAttachment)
          .findFirst();
    }
    return Calls.unchecked(() -> attachments.find(id.getId()))
        .map(EngineAttachmentMapper::metaData);
  }

  private static AttachmentMetadata metaData(Attachment stored) {
    return AttachmentMetadata.builder()
        .attachmentId(StringBackedAttachmentId.from(stored.id()))
        .messageId(new EngineMessageId(stored.message()))
        .type(ContentType.of(stored.type()))
        .size(stored.size())
        .build();
  }

  @Override
  public List<MessageAttachmentMetadata> storeAttachments(
      Collection<ParsedAttachment> parsed, MessageId owner) throws MailboxException {
    Objects.requireNonNull(owner);
    List<Attachments.Upload> uploads = new ArrayList<>(parsed.size());
    List<MessageAttachmentMetadata> stored = new ArrayList<>(parsed.size());
    return Calls.call(
        () -> {
          for (ParsedAttachment each : parsed) {
            StringBackedAttachmentId id = StringBackedAttachmentId.random();
            long size = each.getContent().size();
            uploads.add(
                new Attachments.Upload(
                    id.getId(), each.getContentType().asString(), content(each, size)));
            stored.add(each.asMessageAttachment(id, size, owner));
          }
          attachments.store(EngineMessageId.of(owner), uploads);
          return stored;
        });
  }

  @Override
  public Mono<List<MessageAttachmentMetadata>> storeAttachmentsReactive(
      Collection<ParsedAttachment> parsed, MessageId owner) {
    return Mono.fromCallable(() -> storeAttachments(parsed, owner));
  }

  private static Content content(ParsedAttachment attachment, long size) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return attachment.getContent().openStream();
      }
    };
  }
}
