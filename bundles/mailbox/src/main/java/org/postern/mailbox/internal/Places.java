package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.event.EventFactory;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Mailboxes;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.james.EngineMailboxId;
import org.postern.mailbox.internal.james.InlineEventBus;

/** Finds people's mailboxes by name; makes the INBOX, which everybody has. Thread-safe. */
final class Places {
  static final String NAMESPACE = MailboxConstants.USER_NAMESPACE;

  /** Under which session events of ours run: nobody's. */
  static final MailboxSession.SessionId SESSION = MailboxSession.SessionId.of(0);

  private final Mailboxes mailboxes;
  private final InlineEventBus events;

  Places(Mailboxes mailboxes, InlineEventBus events) {
    this.mailboxes = mailboxes;
    this.events = events;
  }

  static MailboxPath path(Box box) {
    return new MailboxPath(box.namespace(), Username.of(box.user()), box.name());
  }

  /** The permanent id as the protocols tell it (RFC 8474 4.1). */
  static String id(Box box) {
    return Long.toString(box.id());
  }

  /** RFC 9051 5.1: INBOX in any case. */
  static boolean isInbox(String name) {
    return name.equalsIgnoreCase(MailboxConstants.INBOX);
  }

  Optional<Box> find(String user, String name) throws IOException {
    return mailboxes.find(NAMESPACE, user, name);
  }

  Box inbox(String user) throws IOException {
    Optional<Box> found = find(user, MailboxConstants.INBOX);
    return found.isPresent() ? found.get() : createInbox(user);
  }

  private Box createInbox(String user) throws IOException {
    Box created;
    try {
      created = mailboxes.create(NAMESPACE, user, MailboxConstants.INBOX);
    } catch (EngineException.MailboxExists e) {
      // Somebody else was faster.
      return find(user, MailboxConstants.INBOX).orElseThrow(() -> e);
    }
    EngineMailboxId id = new EngineMailboxId(created.id());
    MailboxIdRegistrationKey key = new MailboxIdRegistrationKey(id);
    if (events.isHeardOfMailbox(key)) {
      events
          .dispatch(
              EventFactory.mailboxAdded()
                  .randomEventId()
                  .user(Username.of(user))
                  .sessionId(SESSION)
                  .mailboxId(id)
                  .mailboxPath(path(created))
                  .build(),
              key)
          .block();
    }
    return created;
  }
}
