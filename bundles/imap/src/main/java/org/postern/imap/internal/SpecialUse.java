package org.postern.imap.internal;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a mailbox is for (RFC 6154 2). {@code \All} and {@code \Flagged} are for views: not here.
 */
enum SpecialUse {
  DRAFTS("Drafts"),
  SENT("Sent"),
  TRASH("Trash"),
  JUNK("Junk"),
  ARCHIVE("Archive");

  private final String word;

  SpecialUse(String word) {
    this.word = word;
  }

  /** The attribute of LIST. */
  String attribute() {
    return "\\" + word;
  }

  /** The mailbox that a new account gets for it. */
  String usualName() {
    return word;
  }

  static Optional<SpecialUse> of(String attribute) {
    return Arrays.stream(values())
        .filter(use -> use.attribute().equalsIgnoreCase(attribute))
        .findFirst();
  }
}
