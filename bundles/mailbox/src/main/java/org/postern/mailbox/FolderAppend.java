package org.postern.mailbox;

import java.io.IOException;
import java.io.InputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Messages on their way into one mailbox: all of them or none (RFC 3502). For one thread; closing
 * without {@link #commit} leaves nothing behind.
 *
 * <p>Body parts with NUL are stored in base64, so that they can be told (RFC 3516 4.4, RFC 9051
 * 4.3.1): the message is larger then, and has to fit as it is stored. NUL in headers and in what is
 * encoded already stays.
 */
@ProviderType
public interface FolderAppend extends AutoCloseable {

  /**
   * Whether one more message of this many octets would fit now: to be asked before a literal is
   * accepted (RFC 7888 4 lets a server refuse it then).
   *
   * @throws FolderException.OverQuota when it would not
   */
  void check(long octets) throws IOException;

  /**
   * Takes one message over, reading its octets as they come: large ones go to the disk at once,
   * small ones are kept until {@link #commit}.
   *
   * @param flags those that the user's rights don't allow are left out (RFC 4314 4)
   * @param internalDate milliseconds since 1970
   * @param octets how many to read; a stream that ends before makes it fail
   * @throws FolderException.OverQuota before anything was read
   * @throws FolderException.NoSpace when the disk is full
   */
  void add(MessageFlags flags, long internalDate, long octets, InputStream message)
      throws IOException;

  /**
   * Takes over a message of which nobody knows how long it is before its end, one that is put
   * together of pieces (RFC 4469). As {@link #add(MessageFlags, long, long, InputStream)}
   * otherwise.
   *
   * @param message to be read to its end; what it throws is the cause of what this throws
   * @throws FolderException.OverQuota after it was read
   */
  void add(MessageFlags flags, long internalDate, InputStream message) throws IOException;

  /**
   * Stores them. On disk when it returns.
   *
   * @return for APPENDUID (RFC 9051 7.1), in the order of the messages
   * @throws FolderException.OverQuota when they don't fit together
   */
  Appended commit() throws IOException;

  /** Gives up what was not committed. */
  @Override
  void close() throws IOException;

  /**
   * What was appended.
   *
   * @param mailboxId of the mailbox, like {@code uidValidity}
   * @param uids in ascending order
   */
  record Appended(String mailboxId, long uidValidity, UidSet uids) {}
}
