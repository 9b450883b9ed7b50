package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.postern.imap.internal.FetchItem.Known;
import org.postern.imap.internal.FetchItem.Partial;
import org.postern.imap.internal.FetchItem.Section;
import org.postern.imap.internal.FetchItem.Section.What;

/**
 * What FETCH is asked for (RFC 9051 6.4.5).
 *
 * @param items each once
 * @param changedSince only messages of a larger modseq (RFC 7162 3.1.4.1); 0 for all
 * @param vanished whether to tell what has vanished since (RFC 7162 3.2.6)
 * @param partial which of the messages, by their places (RFC 9394 3.2); empty for all
 */
record FetchRequest(
    Set<FetchItem> items, long changedSince, boolean vanished, Optional<Window> partial) {
  private static final int ITEMS = 256;
  private static final int DEPTH = 100;

  static FetchRequest read(CommandReader in, boolean byUid) throws Failure, IOException {
    Set<FetchItem> items = new LinkedHashSet<>();
    if (byUid) {
      // RFC 9051 6.4.9
      items.add(Known.UID);
    }
    if (in.peek() == '(') {
      items.addAll(list(in));
    } else if (!macro(in, items)) {
      item(in, items);
    }
    long changedSince = 0;
    boolean vanished = false;
    Optional<Window> window = Optional.empty();
    if (in.take(' ')) {
      in.open();
      do {
        if (in.takeWord("CHANGEDSINCE")) {
          in.space();
          changedSince = in.number(1, Long.MAX_VALUE);
        } else if (byUid && in.takeWord("VANISHED")) {
          vanished = true;
        } else if (in.takeWord("PARTIAL")) {
          in.space();
          window = Optional.of(Window.read(in));
        } else {
          throw in.expected(
              byUid ? "CHANGEDSINCE, VANISHED or PARTIAL" : "CHANGEDSINCE or PARTIAL");
        }
      } while (in.take(' '));
      in.close();
      if (changedSince > 0) {
        // RFC 7162 3.1.4.1
        items.add(Known.MODSEQ);
      }
    }
    if (vanished && changedSince == 0) {
      // RFC 7162 3.2.6
      throw new Failure.Bad("VANISHED goes with CHANGEDSINCE");
    }
    return new FetchRequest(items, changedSince, vanished, window);
  }

  /** Reads items in parentheses. */
  static Set<FetchItem> list(CommandReader in) throws Failure, IOException {
    Set<FetchItem> items = new LinkedHashSet<>();
    in.open();
    do {
      if (items.size() == ITEMS) {
        throw new Failure.No(Code.LIMIT, "FETCH takes " + ITEMS + " items");
      }
      item(in, items);
    } while (in.take(' '));
    in.close();
    return items;
  }

  /** These items, of messages that nobody asked for by command. */
  static FetchRequest of(Set<FetchItem> items) {
    return new FetchRequest(items, 0, false, Optional.empty());
  }

  private static boolean macro(CommandReader in, Set<FetchItem> items) {
    List<Known> fast = List.of(Known.FLAGS, Known.INTERNALDATE, Known.SIZE);
    if (in.takeWord("FAST")) {
      items.addAll(fast);
    } else if (in.takeWord("ALL")) {
      items.addAll(fast);
      items.add(Known.ENVELOPE);
    } else if (in.takeWord("FULL")) {
      items.addAll(fast);
      items.add(Known.ENVELOPE);
      items.add(Known.BODY);
    } else {
      return false;
    }
    return true;
  }

  private static void item(CommandReader in, Set<FetchItem> items) throws Failure, IOException {
    String name = in.name("an item of FETCH");
    items.add(
        switch (name) {
          case "BODY" -> in.peek() == '[' ? body(in, false) : Known.BODY;
          case "BODY.PEEK" -> body(in, true);
          case "BINARY" -> binary(in, false);
          case "BINARY.PEEK" -> binary(in, true);
          case "BINARY.SIZE" -> binarySize(in);
          case "RFC822" -> old("RFC822", What.ALL, false);
          case "RFC822.HEADER" -> old("RFC822.HEADER", What.HEADER, true);
          case "RFC822.TEXT" -> old("RFC822.TEXT", What.TEXT, false);
          // RFC 2062 5: obsolete since 1996, and what Outlook fetches messages by.
          case "RFC822.PEEK" -> old("RFC822", What.ALL, true);
          case "RFC822.TEXT.PEEK" -> old("RFC822.TEXT", What.TEXT, true);
          case "PREVIEW" -> preview(in);
          default -> known(name);
        });
  }

  private static Known known(String name) throws Failure.Bad {
    for (Known known : Known.values()) {
      if (known.label().equals(name)) {
        return known;
      }
    }
    throw new Failure.Bad("FETCH knows no item " + name);
  }

  // RFC 3501 6.4.5: other names for sections.
  private static FetchItem old(String label, What what, boolean peek) {
    return new FetchItem.Octets(label, Section.of(what), Optional.empty(), peek);
  }

  // RFC 8970 3.1: LAZY lets the server say that it doesn't know yet; it always knows.
  private static Known preview(CommandReader in) {
    in.takeText(" (LAZY)");
    return Known.PREVIEW;
  }

  private static FetchItem body(CommandReader in, boolean peek) throws Failure, IOException {
    in.expect('[');
    Section section = section(in);
    in.expect(']');
    Optional<Partial> partial = partial(in);
    String label =
        "BODY[" + label(section) + "]" + partial.map(p -> "<" + p.first() + ">").orElse("");
    return new FetchItem.Octets(label, section, partial, peek);
  }

  private static FetchItem binary(CommandReader in, boolean peek) throws Failure {
    List<Integer> part = bracketed(in);
    Optional<Partial> partial = partial(in);
    String label =
        "BINARY[" + numbers(part) + "]" + partial.map(p -> "<" + p.first() + ">").orElse("");
    return new FetchItem.Binary(label, part, partial, peek);
  }

  private static FetchItem binarySize(CommandReader in) throws Failure {
    List<Integer> part = bracketed(in);
    return new FetchItem.BinarySize("BINARY.SIZE[" + numbers(part) + "]", part);
  }

  private static List<Integer> bracketed(CommandReader in) throws Failure {
    in.expect('[');
    List<Integer> part = in.peek() == ']' ? List.of() : part(in);
    in.expect(']');
    return part;
  }

  private static List<Integer> part(CommandReader in) throws Failure {
    List<Integer> part = new ArrayList<>();
    do {
      if (part.size() == DEPTH) {
        throw new Failure.Bad("Parts nest " + DEPTH + " deep at most");
      }
      part.add((int) in.number(1, Integer.MAX_VALUE));
    } while (in.takeBefore('.', c -> c >= '0' && c <= '9'));
    return part;
  }

  /** What stands between the brackets of BODY (RFC 9051 6.4.5.1). */
  static Section section(CommandReader in) throws Failure, IOException {
    if (in.peek() == ']') {
      return Section.of(What.ALL);
    }
    List<Integer> part = List.of();
    if (in.peek() >= '0' && in.peek() <= '9') {
      part = part(in);
      if (!in.take('.')) {
        return new Section(part, What.ALL, List.of());
      }
    }
    String name = in.name("a section");
    What what =
        switch (name) {
          case "HEADER" -> What.HEADER;
          case "HEADER.FIELDS" -> What.FIELDS;
          case "HEADER.FIELDS.NOT" -> What.FIELDS_NOT;
          case "TEXT" -> What.TEXT;
          case "MIME" -> What.MIME;
          default -> throw new Failure.Bad("There is no section " + name);
        };
    if (what == What.MIME && part.isEmpty()) {
      throw new Failure.Bad("MIME goes with the number of a part");
    }
    List<String> fields = new ArrayList<>();
    if (what == What.FIELDS || what == What.FIELDS_NOT) {
      in.space();
      in.open();
      do {
        if (fields.size() == ITEMS) {
          throw new Failure.No(Code.LIMIT, "HEADER.FIELDS takes " + ITEMS + " names");
        }
        fields.add(field(in.astring()));
      } while (in.take(' '));
      in.close();
    }
    return new Section(part, what, fields);
  }

  /** A name of a header field (RFC 5322 2.2), in upper case. */
  private static String field(String name) throws Failure.Bad {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
      throw new Failure.Bad("Expected the name of a header field");
    }
    return name.toUpperCase(Locale.ROOT);
  }

  private static Optional<Partial> partial(CommandReader in) throws Failure {
    if (!in.take('<')) {
      return Optional.empty();
    }
    long first = in.number64();
    in.expect('.');
    long count = in.number(1, Long.MAX_VALUE);
    in.expect('>');
    return Optional.of(new Partial(first, count));
  }

  private static String numbers(List<Integer> part) {
    StringBuilder text = new StringBuilder();
    for (int number : part) {
      text.append(text.isEmpty() ? "" : ".").append(number);
    }
    return text.toString();
  }

  private static String label(Section section) {
    String what =
        switch (section.what()) {
          case ALL -> "";
          case HEADER -> "HEADER";
          case FIELDS -> "HEADER.FIELDS (" + fields(section) + ")";
          case FIELDS_NOT -> "HEADER.FIELDS.NOT (" + fields(section) + ")";
          case TEXT -> "TEXT";
          case MIME -> "MIME";
        };
    String part = numbers(section.part());
    return part.isEmpty() || what.isEmpty() ? part + what : part + "." + what;
  }

  private static String fields(Section section) {
    List<String> names = new ArrayList<>();
    for (String field : section.fields()) {
      boolean atom = field.chars().allMatch(CommandReader::atomChar);
      names.add(atom ? field : "\"" + field.replaceAll("[\"\\\\]", "\\\\$0") + "\"");
    }
    return String.join(" ", names);
  }

  boolean any(Predicate<FetchItem> of) {
    return items.stream().anyMatch(of);
  }
}
