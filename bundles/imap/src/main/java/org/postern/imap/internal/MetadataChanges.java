package org.postern.imap.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.Folders;

/** Tells sessions which annotations others have set (RFC 5465 5.6, 5.7). Thread-safe. */
final class MetadataChanges {
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

  /**
   * Annotations that have other values now.
   *
   * @param session whose session set them
   * @param path the mailbox; for those of the server, the INBOX of the account
   * @param entries their names
   */
  record Change(
      MailboxSession.SessionId session, MailboxPath path, boolean server, List<String> entries) {}

  /**
   * @param listener must only note it
   */
  Folders.Registration listen(Consumer<Change> listener) {
    Consumer<Change> one = listener::accept;
    listeners.add(one);
    return () -> listeners.remove(one);
  }

  void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }
}
