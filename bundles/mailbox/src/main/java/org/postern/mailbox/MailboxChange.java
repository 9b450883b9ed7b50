package org.postern.mailbox;

import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxPath;

/** What became of a mailbox itself, as {@link Folders#listen} tells it. */
public sealed interface MailboxChange {

  /** Whose session did it; of no session that is open when it was no session of James. */
  MailboxSession.SessionId session();

  /** The mailbox; of a renamed one, as it is called now. */
  MailboxPath path();

  record Created(MailboxSession.SessionId session, MailboxPath path) implements MailboxChange {}

  record Deleted(MailboxSession.SessionId session, MailboxPath path) implements MailboxChange {}

  /** One for each mailbox below it follows. */
  record Renamed(MailboxSession.SessionId session, MailboxPath from, MailboxPath path)
      implements MailboxChange {}

  /** Somebody's rights to it are others now (RFC 4314). */
  record Rights(MailboxSession.SessionId session, MailboxPath path) implements MailboxChange {}

  /** A user subscribed to it, or did away with that. */
  record Subscription(MailboxSession.SessionId session, MailboxPath path, Username user)
      implements MailboxChange {}
}
