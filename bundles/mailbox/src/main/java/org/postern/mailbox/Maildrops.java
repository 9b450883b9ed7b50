package org.postern.mailbox;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens mailboxes the way POP3 sees them (RFC 1939): a snapshot, with deletion at the end.
 * Thread-safe.
 */
@ProviderType
public interface Maildrops {

  /**
   * Takes the exclusive lock of a maildrop and its snapshot.
   *
   * @param user the account's id
   * @param mailbox {@code INBOX} or another folder's name, {@code /} between levels; the INBOX is
   *     made when missing
   * @throws InUseException when another session has it
   * @throws NoSuchMailboxException when there is no such folder
   */
  Maildrop open(String user, String mailbox) throws IOException;

  /** Another session holds the maildrop ([IN-USE], RFC 2449 8.1.2). */
  final class InUseException extends IOException {
    private static final long serialVersionUID = 1;

    public InUseException(String message) {
      super(message);
    }
  }

  /** There is no such mailbox. */
  final class NoSuchMailboxException extends IOException {
    private static final long serialVersionUID = 1;

    public NoSuchMailboxException(String message) {
      super(message);
    }
  }
}
