package org.postern.mailbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A locked snapshot of one mailbox. For one thread; closing gives the lock back and deletes
 * nothing.
 */
@ProviderType
public interface Maildrop extends AutoCloseable {

  /** How many messages, numbered 0 .. count-1 in the order of their uids. */
  int count();

  /** Octets of message {@code index}, as stored. */
  long size(int index);

  /**
   * The unique-id of message {@code index}: 1..70 characters 0x21..0x7E, derived from the permanent
   * message id, the same for ever and never given to another message (RFC 1939 UIDL).
   */
  String uidl(int index);

  /**
   * Where the octets of message {@code index} are. A message that was expunged by another protocol
   * since the snapshot stays readable until this maildrop is closed.
   *
   * @throws IOException when the body can't be read or its checksum is wrong
   */
  Body body(int index) throws IOException;

  /**
   * Deletes these messages in one step, all or none; on disk when it returns. Ones that are gone
   * already are fine.
   */
  void delete(BitSet indexes) throws IOException;

  @Override
  void close();

  /**
   * A stored message: {@code length} octets at {@code position} of {@code file}, to be read by
   * position only.
   *
   * @param headerLength octets of the header with the blank line that ends it
   * @param transparent true when it can be sent as it is: every line ends in CRLF, none starts with
   *     a dot, the last line is complete, and there is no NUL; so that RETR is a file transfer
   * @param octets all of it, when comparing the checksum has brought it into memory anyway: small
   *     messages only; not to be written to. They are what to read then, instead of the file
   */
  record Body(
      FileChannel file,
      long position,
      long length,
      long headerLength,
      boolean transparent,
      Optional<byte[]> octets) {}
}
