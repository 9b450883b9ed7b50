package org.postern.mailbox.internal;

import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.events.Event;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.store.event.EventFactory;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages.FlagChange;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.james.EngineMailboxId;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.MessageRows;

/** Tells James' listeners of changes that went straight to the engine. Thread-safe. */
record FolderEvents(InlineEventBus events) {

  private static MailboxIdRegistrationKey key(Box box) {
    return new MailboxIdRegistrationKey(new EngineMailboxId(box.id()));
  }

  private void dispatch(Box box, Event event) {
    events.dispatch(event, key(box)).block();
  }

  /** Messages were delivered. */
  void delivered(Box box, List<Row> rows) {
    added(box, rows, true);
  }

  /** Messages were appended by their owner. */
  void appended(Box box, List<Row> rows) {
    added(box, rows, false);
  }

  private void added(Box box, List<Row> rows, boolean delivery) {
    if (rows.isEmpty() || !events.isHeard(key(box))) {
      return;
    }
    dispatch(
        box,
        EventFactory.added()
            .randomEventId()
            .user(Username.of(box.user()))
            .sessionId(Places.SESSION)
            .mailboxId(new EngineMailboxId(box.id()))
            .mailboxPath(Places.path(box))
            .addMetaData(rows.stream().map(MessageRows::metaData).toList())
            .isDelivery(delivery)
            .isAppended(!delivery)
            .build());
  }

  void expunged(Box box, List<Row> rows) {
    if (rows.isEmpty() || !events.isHeard(key(box))) {
      return;
    }
    dispatch(
        box,
        EventFactory.expunged()
            .randomEventId()
            .user(Username.of(box.user()))
            .sessionId(Places.SESSION)
            .mailboxId(new EngineMailboxId(box.id()))
            .mailboxPath(Places.path(box))
            .addMetaData(rows.stream().map(MessageRows::metaData).toList())
            .build());
  }

  void flagged(Box box, List<FlagChange> changes) {
    if (changes.isEmpty() || !events.isHeard(key(box))) {
      return;
    }
    dispatch(
        box,
        EventFactory.flagsUpdated()
            .randomEventId()
            .user(Username.of(box.user()))
            .sessionId(Places.SESSION)
            .mailboxId(new EngineMailboxId(box.id()))
            .mailboxPath(Places.path(box))
            .updatedFlags(changes.stream().map(MessageRows::updatedFlags).toList())
            .build());
  }
}
