package org.postern.mailbox.internal.james;

import java.util.Date;
import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.postern.mailbox.internal.engine.Messages.FlagChange;
import org.postern.mailbox.internal.engine.Messages.Row;

/** Rows of the engine in James' words. */
public final class MessageRows {
  private MessageRows() {}

  public static MessageMetaData metaData(Row row) {
    return new MessageMetaData(
        MessageUid.of(row.uid()),
        ModSeq.of(row.modSeq()),
        FlagSet.james(row.flags()),
        row.size(),
        new Date(row.internalDate()),
        row.saveDate() == 0 ? Optional.empty() : Optional.of(new Date(row.saveDate())),
        new EngineMessageId(row.id()),
        EngineMessageId.thread(row.thread()));
  }

  static ComposedMessageIdWithMetaData composed(Row row) {
    return new ComposedMessageIdWithMetaData(
        new ComposedMessageId(
            new EngineMailboxId(row.mailbox()),
            new EngineMessageId(row.id()),
            MessageUid.of(row.uid())),
        FlagSet.james(row.flags()),
        ModSeq.of(row.modSeq()),
        EngineMessageId.thread(row.thread()));
  }

  public static UpdatedFlags updatedFlags(FlagChange change) {
    return UpdatedFlags.builder()
        .uid(MessageUid.of(change.uid()))
        .messageId(new EngineMessageId(change.id()))
        .modSeq(ModSeq.of(change.modSeq()))
        .oldFlags(FlagSet.james(change.before()))
        .newFlags(FlagSet.james(change.after()))
        .build();
  }
}
