package org.postern.mailbox.internal.james;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.AttachmentMetadata;
import org.apache.james.mailbox.model.Cid;
import org.apache.james.mailbox.model.ContentType;
import org.apache.james.mailbox.model.MessageAttachmentMetadata;
import org.apache.james.mailbox.model.ParsedAttachment;
import org.apache.james.mailbox.model.StringBackedAttachmentId;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.Property;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Messages.Facts;
import org.postern.mailbox.internal.engine.Messages.Full;

/**
 * What James wants to know of a message beyond its columns: properties and attachments. Messages
 * that James appended carry them; of a delivered one, which is stored without a full parse, they
 * are read from its octets when somebody asks.
 */
final class MessageStructures {
  private static final byte VERSION = 1;

  private final Messages messages;
  private final MessageParser parser;

  MessageStructures(Messages messages, MessageParser parser) {
    this.messages = messages;
    this.parser = parser;
  }

  Messages messages() {
    return messages;
  }

  Structure of(long id) throws IOException {
    return find(id).orElseThrow(() -> new IOException("Message " + id + " was expunged meanwhile"));
  }

  Optional<Structure> find(long id) throws IOException {
    return messages.findById(List.of(id)).stream()
        .findFirst()
        .map(full -> new Structure(id, full.facts()));
  }

  StoredMessage message(Full full, FetchType type) {
    Structure structure = new Structure(full.row().id(), full.facts());
    return new StoredMessage(this, full.row(), type, structure);
  }

  /** Attachments of a message's octets. */
  List<MessageAttachmentMetadata> attachments(long id, List<ParsedAttachment> parsed)
      throws IOException {
    List<MessageAttachmentMetadata> result = new ArrayList<>(parsed.size());
    for (ParsedAttachment attachment : parsed) {
      result.add(
          attachment.asMessageAttachment(
              partId(id, result.size()), attachment.getContent().size(), new EngineMessageId(id)));
    }
    return result;
  }

  /** The id of a message's attachment by its place: its octets are the message's own. */
  static StringBackedAttachmentId partId(long id, int index) {
    return StringBackedAttachmentId.from(id + "-" + index);
  }

  /** The octets of an attachment of a stored message, decoded. */
  Optional<byte[]> attachmentContent(long id, int index) throws IOException {
    try (InputStream in = messages.open(id)) {
      MessageParser.ParsingResult parsed = parser.retrieveAttachments(in);
      try {
        return index < parsed.getAttachments().size()
            ? Optional.of(parsed.getAttachments().get(index).getContent().read())
            : Optional.empty();
      } finally {
        parsed.dispose();
      }
    } catch (EngineException.NoSuchMessage e) {
      return Optional.empty();
    }
  }

  /**
   * @param headerLength as its appender sees it; -1 = as the engine found it
   */
  static byte[] encode(
      long headerLength, Properties properties, List<MessageAttachmentMetadata> attachments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(headerLength);
      Long lines = properties.getTextualLineCount();
      out.writeLong(lines == null ? -1 : lines);
      List<Property> list = properties.toProperties();
      out.writeInt(list.size());
      for (Property property : list) {
        writeText(out, property.getNamespace());
        writeText(out, property.getLocalName());
        writeText(out, property.getValue());
      }
      out.writeInt(attachments.size());
      for (MessageAttachmentMetadata each : attachments) {
        writeText(out, each.getAttachmentId().getId());
        out.writeLong(EngineMessageId.of(each.getAttachment().getMessageId()));
        writeText(out, each.getAttachment().getType().asString());
        out.writeLong(each.getAttachment().getSize());
        writeOptional(out, each.getName());
        writeOptional(out, each.getCid().map(Cid::getValue));
        out.writeBoolean(each.isInline());
      }
    } catch (IOException e) {
      throw new IllegalStateException("Memory doesn't fail", e);
    }
    return bytes.toByteArray();
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void writeOptional(DataOutputStream out, Optional<String> text)
      throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      writeText(out, text.get());
    }
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(in.readInt());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Optional<String> readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(readText(in)) : Optional.empty();
  }

  /** A message's structure. For one thread. */
  final class Structure {
    private final long id;
    private final Facts facts;
    private long headerLength = -1;
    private Properties properties;
    private List<MessageAttachmentMetadata> attachments;

    private Structure(long id, Facts facts) {
      this.id = id;
      this.facts = facts;
    }

    long headerLength() throws IOException {
      if (facts.env().length > 0 && properties == null) {
        decode();
      }
      return headerLength < 0 ? facts.headerLength() : headerLength;
    }

    Properties properties() throws IOException, MailboxException {
      if (properties == null) {
        if (facts.env().length > 0) {
          decode();
        } else {
          try (InputStream header = messages.open(id, 0, facts.headerLength())) {
            properties = MimeProperties.ofHeader(header, facts.lines());
          }
        }
      }
      return properties;
    }

    List<MessageAttachmentMetadata> attachments() throws IOException {
      if (attachments == null) {
        if (facts.env().length > 0) {
          decode();
        } else {
          try (InputStream in = messages.open(id)) {
            MessageParser.ParsingResult parsed = parser.retrieveAttachments(in);
            try {
              attachments = MessageStructures.this.attachments(id, parsed.getAttachments());
            } finally {
              parsed.dispose();
            }
          }
        }
      }
      return attachments;
    }

    private void decode() throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(facts.env()));
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IOException("Message " + id + " has facts of the unknown version " + version);
      }
      headerLength = in.readLong();
      long lines = in.readLong();
      int count = in.readInt();
      List<Property> list = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        list.add(new Property(readText(in), readText(in), readText(in)));
      }
      properties = new Properties(list, lines < 0 ? null : lines);
      count = in.readInt();
      List<MessageAttachmentMetadata> decoded = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        AttachmentMetadata attachment =
            AttachmentMetadata.builder()
                .attachmentId(StringBackedAttachmentId.from(readText(in)))
                .messageId(new EngineMessageId(in.readLong()))
                .type(ContentType.of(readText(in)))
                .size(in.readLong())
                .build();
        decoded.add(
            new MessageAttachmentMetadata(
                attachment, readOptional(in), readOptional(in).map(Cid::from), in.readBoolean()));
      }
      attachments = List.copyOf(decoded);
    }
  }
}
