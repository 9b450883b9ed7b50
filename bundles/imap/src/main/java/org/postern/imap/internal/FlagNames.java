package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.postern.mailbox.MessageFlags;

/** Flags by their names on the wire (RFC 9051 2.3.2). */
final class FlagNames {
  /** By the bits of {@link MessageFlags}, in the order in which they are written. */
  private static final List<String> SYSTEM =
      List.of("\\Answered", "\\Deleted", "\\Draft", "\\Flagged", "\\Recent", "\\Seen");

  /** All that a client can set. */
  static final int SETTABLE = MessageFlags.ALL & ~MessageFlags.RECENT;

  private static final int KEYWORDS = 64;
  private static final int LENGTH = 100;

  private FlagNames() {}

  /** Reads a flag list in parentheses. */
  static MessageFlags list(CommandReader in) throws Failure {
    List<String> names = new ArrayList<>();
    in.open();
    while (in.peek() != ')') {
      if (!names.isEmpty()) {
        in.space();
      }
      names.add(in.flag());
    }
    in.close();
    return flags(names);
  }

  /** Reads what STORE takes: a list, or flags without parentheses. */
  static MessageFlags listOrBare(CommandReader in) throws Failure {
    if (in.peek() == '(') {
      return list(in);
    }
    List<String> names = new ArrayList<>();
    do {
      names.add(in.flag());
    } while (in.take(' '));
    return flags(names);
  }

  private static MessageFlags flags(List<String> names) throws Failure {
    int system = 0;
    TreeSet<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names) {
      if (name.startsWith("\\")) {
        system |= system(name);
      } else {
        if (name.length() > LENGTH || keywords.size() == KEYWORDS) {
          throw new Failure.No(
              Code.LIMIT,
              "A keyword has " + LENGTH + " letters at most, a command " + KEYWORDS + " keywords");
        }
        keywords.add(name);
      }
    }
    return new MessageFlags(system, keywords);
  }

  private static int system(String name) throws Failure.Bad {
    for (int bit = 0; bit < SYSTEM.size(); bit++) {
      if (SYSTEM.get(bit).equalsIgnoreCase(name)) {
        return 1 << bit;
      }
    }
    throw new Failure.Bad("There is no flag " + name);
  }

  /** Writes flags in parentheses. */
  static void write(Responses out, MessageFlags flags) throws IOException {
    write(out, flags, "");
  }

  /** The same with one more word at the end, if it isn't empty. */
  static void write(Responses out, MessageFlags flags, String more) throws IOException {
    out.octet('(');
    boolean first = true;
    for (int left = flags.system(); left != 0; left &= left - 1) {
      first = word(out, SYSTEM.get(Integer.numberOfTrailingZeros(left)), first);
    }
    for (String keyword : flags.keywords()) {
      first = word(out, keyword, first);
    }
    if (!more.isEmpty()) {
      word(out, more, first);
    }
    out.octet(')');
  }

  private static boolean word(Responses out, String word, boolean first) throws IOException {
    if (!first) {
      out.octet(' ');
    }
    out.ascii(word);
    return false;
  }
}
