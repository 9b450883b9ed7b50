package org.postern.imap.internal;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** What a client wants a mailbox to be for (RFC 6154 3, 4). */
  static Set<SpecialUse> asked(List<String> attributes) throws Failure.No {
    Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
    for (String attribute : attributes) {
      uses.add(
          of(attribute)
              .orElseThrow(() -> new Failure.No(Code.USEATTR, "A mailbox can't be for that use")));
    }
    return uses;
  }

  /**
   * One mailbox a use: clients take the first, so that a second one would be of no use.
   *
   * @param name of the mailbox that shall have them, which may have some already
   */
  static void requireFree(User user, Set<SpecialUse> uses, String name) throws Failure.No {
    if (uses.isEmpty()) {
      return;
    }
    for (String other : user.names()) {
      if (!other.equals(name) && user.uses(other).stream().anyMatch(uses::contains)) {
        throw new Failure.No(Code.USEATTR, "There is a mailbox for that use already");
      }
    }
  }
}
