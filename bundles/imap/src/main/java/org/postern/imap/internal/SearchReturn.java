package org.postern.imap.internal;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What RETURN asks SEARCH or SORT for (RFC 9051 6.4.4, RFC 5267 3, RFC 9394 3.1).
 *
 * @param extended whether there was a RETURN at all
 */
record SearchReturn(Set<Item> items, Optional<Window> partial, boolean extended) {

  /** The items beside PARTIAL. */
  enum Item {
    MIN,
    MAX,
    ALL,
    COUNT,
    SAVE
  }

  /** Reads RETURN and the space behind it, if there is one. */
  static SearchReturn read(CommandReader in, boolean saves) throws Failure {
    Set<Item> items = EnumSet.noneOf(Item.class);
    Optional<Window> partial = Optional.empty();
    boolean extended = in.takeWord("RETURN");
    if (extended) {
      in.space();
      in.open();
      while (in.peek() != ')') {
        if (in.takeWord("PARTIAL")) {
          in.space();
          partial = Optional.of(Window.read(in));
        } else {
          items.add(item(in, saves));
        }
        in.take(' ');
      }
      in.close();
      in.space();
    }
    if (items.isEmpty() && partial.isEmpty()) {
      items.add(Item.ALL);
    }
    if (items.contains(Item.ALL) && partial.isPresent()) {
      // RFC 9394 3.1
      throw new Failure.Bad("RETURN takes ALL or PARTIAL");
    }
    return new SearchReturn(items, partial, extended);
  }

  private static Item item(CommandReader in, boolean saves) throws Failure {
    for (Item item : Item.values()) {
      if ((saves || item != Item.SAVE) && in.takeWord(item.name())) {
        return item;
      }
    }
    throw in.expected("MIN, MAX, ALL, COUNT" + (saves ? ", SAVE" : "") + " or PARTIAL");
  }

  boolean has(Item item) {
    return items.contains(item);
  }

  /** Whether nothing is to be told. */
  boolean silent() {
    return items.equals(EnumSet.of(Item.SAVE)) && partial.isEmpty();
  }
}
