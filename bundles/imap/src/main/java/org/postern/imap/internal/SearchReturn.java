package org.postern.imap.internal;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What RETURN asks SEARCH or SORT for (RFC 9051 6.4.4, RFC 5267 3 and 4, RFC 9394 3.1).
 *
 * @param extended whether there was a RETURN at all
 * @param update whether the result is kept up to date (RFC 5267 4.3), with what to tell of new
 *     messages (RFC 5465 7)
 */
record SearchReturn(
    Set<Item> items, Optional<Window> partial, boolean extended, Optional<Set<FetchItem>> update) {

  /** The items beside PARTIAL. */
  enum Item {
    MIN,
    MAX,
    ALL,
    COUNT,
    SAVE
  }

  /** Which command asks. */
  enum Of {
    SEARCH,
    SORT,
    MAILBOXES
  }

  /** Reads RETURN and the space behind it, if there is one. */
  static SearchReturn read(CommandReader in, Of command) throws Failure, IOException {
    Set<Item> items = EnumSet.noneOf(Item.class);
    Optional<Window> partial = Optional.empty();
    Optional<Set<FetchItem>> update = Optional.empty();
    boolean extended = in.takeWord("RETURN");
    if (extended) {
      in.space();
      in.open();
      while (in.peek() != ')') {
        if (in.takeWord("PARTIAL")) {
          if (partial.isPresent()) {
            // RFC 9394 3.1: one of PARTIAL and ALL, and that once.
            throw new Failure.Bad("RETURN takes one PARTIAL");
          }
          in.space();
          partial = Optional.of(Window.read(in));
        } else if (command == Of.SEARCH && in.takeWord("UPDATE")) {
          update =
              Optional.of(in.takeBefore(' ', c -> c == '(') ? FetchRequest.list(in) : Set.of());
        } else if (command != Of.SEARCH || !in.takeWord("CONTEXT")) {
          // RFC 5267 4.2: CONTEXT is a hint that more searches of this kind will follow.
          items.add(item(in, command));
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
    return new SearchReturn(items, partial, extended, update);
  }

  private static Item item(CommandReader in, Of command) throws Failure {
    boolean saves = command != Of.SORT;
    for (Item item : Item.values()) {
      if ((saves || item != Item.SAVE) && in.takeWord(item.name())) {
        return item;
      }
    }
    throw in.expected(
        "MIN, MAX, ALL, COUNT"
            + (saves ? ", SAVE" : "")
            + (command == Of.SEARCH ? ", CONTEXT, UPDATE" : "")
            + " or PARTIAL");
  }

  boolean has(Item item) {
    return items.contains(item);
  }

  /** Whether nothing is to be told. */
  boolean silent() {
    return items.equals(EnumSet.of(Item.SAVE)) && partial.isEmpty();
  }
}
