package org.postern.mailbox.mime;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes what is known of a message as IMAP sends it (RFC 9051 7.5.2), piece by piece. For one
 * thread.
 */
@ConsumerType
public interface StructureOutput {

  /** Syntax: an ASCII character. */
  StructureOutput octet(char c) throws IOException;

  /** Octets that may be sent as they are. They are only read during the call. */
  StructureOutput octets(byte[] octets, int from, int length) throws IOException;

  /** A number, not negative. */
  StructureOutput number(long value) throws IOException;

  /** Any text, as a string of the kind that it needs (RFC 9051 4.3). */
  StructureOutput string(String text) throws IOException;
}
