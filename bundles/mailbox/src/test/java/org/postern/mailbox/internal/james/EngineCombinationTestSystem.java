package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.CombinationManagerTestSystem;
import org.apache.james.mailbox.store.MessageIdManagerTestSystem;

/** A test system of the contracts over a store. */
final class EngineCombinationTestSystem extends CombinationManagerTestSystem {
  private final EngineMailboxManager manager;

  EngineCombinationTestSystem(JamesStore james) {
    super(james.mailboxManager(), james.messageIdManager());
    this.manager = james.mailboxManager();
  }

  static MessageIdManagerTestSystem messageIds(JamesStore james) {
    return new MessageIdManagerTestSystem(
        james.messageIdManager(), james.messageIds(), james.mappers(), james.mailboxManager());
  }

  @Override
  public Mailbox createMailbox(MailboxPath path, MailboxSession session) throws MailboxException {
    manager.createMailbox(path, session);
    return manager.getMailbox(path, session).getMailboxEntity();
  }

  @Override
  public MessageManager createMessageManager(Mailbox mailbox, MailboxSession session) {
    return manager.createMessageManager(mailbox, session);
  }
}
