package org.postern.mailbox.internal.james;

import jakarta.mail.Flags;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Content;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MessageAttachmentMetadata;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.message.HeaderImpl;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Messages.Append;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Messages.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Stores an appended message with one call of the engine, which also finds its thread. */
final class EngineMessageStorer implements MessageStorer {
  private static final Logger LOG = LoggerFactory.getLogger(EngineMessageStorer.class);

  private final Engine engine;
  private final MessageStructures structures;
  private final MessageParser parser;
  private final Clock clock;

  EngineMessageStorer(
      Engine engine, MessageStructures structures, MessageParser parser, Clock clock) {
    this.engine = engine;
    this.structures = structures;
    this.parser = parser;
    this.clock = clock;
  }

  @Override
  public Mono<Pair<MessageMetaData, Optional<List<MessageAttachmentMetadata>>>>
      appendMessageToStore(
          Mailbox mailbox,
          Date internalDate,
          int size,
          int bodyStartOctet,
          Content content,
          Flags flags,
          PropertyBuilder properties,
          Optional<Message> parsed,
          MailboxSession session,
          HeaderImpl headers) {
    return Calls.mono(
        () -> {
          Stored stored = store(mailbox, internalDate, content, flags, properties.build(), parsed);
          return Pair.of(stored.metaData(), Optional.of(stored.attachments()));
        });
  }

  /** What became of an append. */
  record Stored(MessageMetaData metaData, List<MessageAttachmentMetadata> attachments) {}

  Stored store(
      Mailbox mailbox,
      Date internalDate,
      Content content,
      Flags flags,
      Properties properties,
      Optional<Message> parsed)
      throws IOException, MailboxException {
    long id = engine.messages().nextId();
    List<MessageAttachmentMetadata> attachments = attachments(id, content, parsed);
    ThreadHeaders thread;
    try (InputStream in = content.getInputStream()) {
      thread = ThreadHeaders.scan(in);
    }
    Target target =
        new Target(
            EngineMailboxId.of(mailbox.getMailboxId()),
            FlagSet.engine(flags),
            internalDate.getTime(),
            clock.millis(),
            0,
            thread.keys(mailbox.getUser().asString()));
    Append append =
        new Append(
            id,
            octets(content),
            MessageStructures.encode(-1, properties, attachments),
            List.of(target));
    Row row = engine.messages().append(append).getFirst();
    return new Stored(MessageRows.metaData(row), attachments);
  }

  /** A message whose parts can't be told apart is stored all the same, without attachments. */
  private List<MessageAttachmentMetadata> attachments(
      long id, Content content, Optional<Message> parsed) {
    try {
      if (parsed.isPresent()) {
        return structures.attachments(id, parser.retrieveAttachments(parsed.get()));
      }
      try (InputStream in = content.getInputStream()) {
        MessageParser.ParsingResult result = parser.retrieveAttachments(in);
        try {
          return structures.attachments(id, result.getAttachments());
        } finally {
          result.dispose();
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("The attachments of message {} can't be read: {}", id, e.toString());
      return List.of();
    }
  }

  private static org.postern.mailbox.Content octets(Content content) throws MailboxException {
    long size = content.size();
    return new org.postern.mailbox.Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return content.getInputStream();
      }
    };
  }
}
