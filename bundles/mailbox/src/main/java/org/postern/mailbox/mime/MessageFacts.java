package org.postern.mailbox.mime;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** What was computed of a message when it was stored. Unpacked when asked for; thread-safe. */
@ProviderType
public interface MessageFacts {

  Envelope envelope();

  BodyStructure structure();

  /** Writes ENVELOPE. */
  void writeEnvelope(StructureOutput out) throws IOException;

  /**
   * Writes BODY, or BODYSTRUCTURE.
   *
   * @param extended whether with extension data, as BODYSTRUCTURE has it
   */
  void writeStructure(StructureOutput out, boolean extended) throws IOException;

  /** The beginning of its text (RFC 8970): at most 200 characters, empty when there is no text. */
  String preview();

  /**
   * The header fields that {@link HeaderFilter#COMMON} names, as {@link HeaderFilter#pick} gives
   * them; empty when they were too long to be kept: then they are to be had of the message alone.
   */
  Optional<byte[]> commonFields();

  /** The Date field in milliseconds since 1970; empty when there is none that can be read. */
  OptionalLong sentDate();

  /**
   * The day that the Date field names, its time and time zone left out: as midnight in UTC, in
   * milliseconds since 1970. Empty when there is none that can be read.
   */
  OptionalLong sentDay();
}
