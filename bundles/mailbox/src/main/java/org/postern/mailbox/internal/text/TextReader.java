package org.postern.mailbox.internal.text;

/** Is given the folded text of a message, in order. */
@FunctionalInterface
public interface TextReader {

  /** Where text stands. */
  enum Place {
    /** A field of the message's header. */
    FIELD,
    /** A field of the header of a body part or of an enclosed message. */
    PART_FIELD,
    /** Text of a body part. */
    BODY
  }

  /**
   * The next piece.
   *
   * @param name of the field, folded; empty for a body
   * @param continues whether it goes on where the piece before has ended
   * @return false to be given no more
   */
  boolean text(Place place, String name, String folded, boolean continues);

  /** A field with its name, which is text of the header as well. */
  static String line(String name, String folded) {
    return name + ": " + folded;
  }
}
