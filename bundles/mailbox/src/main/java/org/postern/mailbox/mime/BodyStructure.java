package org.postern.mailbox.mime;

import java.util.List;
import java.util.Optional;

/**
 * The structure of a message or of a part of it (RFC 9051 7.5.2, BODYSTRUCTURE). Of broken MIME it
 * is a sane one: a multipart has a part at least, and nesting and number of parts are bounded.
 */
public sealed interface BodyStructure {

  /** What every kind has. */
  Part part();

  /**
   * A text.
   *
   * @param lines of its encoded body
   */
  record Text(Part part, long lines) implements BodyStructure {}

  /** Anything without a structure of its own. */
  record Basic(Part part) implements BodyStructure {}

  /**
   * A message/rfc822 or message/global part.
   *
   * @param envelope of the message in it
   * @param body the message in it: {@code body.part()} has the place of its header
   * @param lines of the message in it
   */
  record Message(Part part, Envelope envelope, BodyStructure body, long lines)
      implements BodyStructure {}

  /**
   * A multipart.
   *
   * @param parts one at least
   */
  record Multipart(Part part, List<BodyStructure> parts) implements BodyStructure {}

  /**
   * The part of these numbers, this being the structure of a message (RFC 9051 6.4.5.1): {@code 1}
   * of a message that isn't a multipart is its only part.
   *
   * @param section numbers from 1; none = the message itself
   */
  default Optional<BodyStructure> find(int... section) {
    BodyStructure at = this;
    boolean message = true;
    for (int number : section) {
      // The numbers of a message in a message go on with those of the parts in it.
      if (at instanceof Message inner && !message) {
        at = inner.body();
        message = true;
      }
      if (at instanceof Multipart multipart) {
        if (number < 1 || number > multipart.parts().size()) {
          return Optional.empty();
        }
        at = multipart.parts().get(number - 1);
      } else if (number != 1 || !message) {
        return Optional.empty();
      }
      message = false;
    }
    return Optional.of(at);
  }
}
