package org.postern.mailbox;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxPath;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Mailboxes as IMAP works with them: selected by a session, with rights (RFC 4314) checked at every
 * step. Mailboxes themselves are made, listed, renamed and shared by James' managers. Thread-safe.
 * What fails is a {@link FolderException}.
 */
@ProviderType
public interface Folders {

  /**
   * Selects a mailbox.
   *
   * @param readOnly EXAMINE: nothing of it can be changed; so it is as well when the user has none
   *     of the rights i, e, t, s, w (RFC 4314 5.2)
   * @throws FolderException.NoSuchMailbox when there is none, or the user may not know of it
   * @throws FolderException.NoRight when the user may not read it
   */
  Folder open(MailboxSession session, MailboxPath path, boolean readOnly) throws IOException;

  /**
   * Figures of many mailboxes, read at one moment: STATUS and LIST-STATUS. Those that are not there
   * or that the user may not read are left out.
   *
   * @param deletedStorage whether {@link FolderStatus#deletedStorage} is asked for, which looks at
   *     every message of a mailbox that has some marked as deleted
   */
  Map<MailboxPath, FolderStatus> status(
      MailboxSession session, Collection<MailboxPath> paths, boolean deletedStorage)
      throws IOException;

  /** How many mailboxes somebody has, in all. */
  long count(Username owner) throws IOException;

  /**
   * Begins to append messages to a mailbox, which need not be selected: APPEND and MULTIAPPEND.
   *
   * @throws FolderException.NoSuchMailbox when there is none, or the user may not know of it
   * @throws FolderException.NoRight without the right i
   */
  FolderAppend append(MailboxSession session, MailboxPath path) throws IOException;

  /**
   * Calls {@code wake} after each change of a mailbox until the registration is closed: NOTIFY.
   *
   * @param wake as for {@link Folder#listen}
   * @throws FolderException.NoSuchMailbox when there is none, or the user may not know of it
   */
  Registration listen(MailboxSession session, MailboxPath path, Runnable wake) throws IOException;

  /**
   * Tells what becomes of mailboxes themselves, whoever they belong to, until the registration is
   * closed: NOTIFY.
   *
   * @param listener is called by the thread that made the change, after it; it must only note it
   */
  Registration listen(Consumer<MailboxChange> listener);

  /** Something that goes on until it is closed, more than once if you like. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
