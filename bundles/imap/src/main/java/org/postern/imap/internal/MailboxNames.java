package org.postern.imap.internal;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What may be the name of a mailbox (RFC 9051 5.1). The hierarchy separator is {@code /}. */
final class MailboxNames {
  static final char SEPARATOR = '/';
  static final String INBOX = "INBOX";

  private static final int LENGTH = 200;
  private static final int LEVELS = 32;

  private MailboxNames() {}

  /**
   * The name that a client means: of IMAP4rev1, modified UTF-7 (RFC 3501 5.1.3), or UTF-8 where it
   * sent some. In NFC (RFC 9051 5.1), INBOX in capitals whatever its case.
   */
  static String decode(String wire, boolean utf8) throws Failure {
    return read(wire, utf8)
        .orElseThrow(() -> new Failure.No(Code.CANNOT, "That is not a name in modified UTF-7"));
  }

  /** The same; empty when it is none. */
  static Optional<String> read(String wire, boolean utf8) {
    Optional<String> name =
        utf8 || !wire.chars().allMatch(c -> c < 128)
            ? Optional.of(wire)
            : ModifiedUtf7.decode(wire);
    return name.map(it -> canonical(Normalizer.normalize(it, Normalizer.Form.NFC)));
  }

  /** INBOX in capitals. */
  static String canonical(String name) {
    int end = name.indexOf(SEPARATOR);
    String first = end < 0 ? name : name.substring(0, end);
    return first.equalsIgnoreCase(INBOX) ? INBOX + name.substring(first.length()) : name;
  }

  static boolean isInbox(String name) {
    return name.equals(INBOX);
  }

  /**
   * Refuses a name that no new mailbox may have.
   *
   * @return the name, without a separator at its end: that only says that mailboxes will be made
   *     under it (RFC 9051 6.3.4)
   */
  static String forNew(String given) throws Failure.No {
    String name =
        given.endsWith("/") && given.length() > 1 ? given.substring(0, given.length() - 1) : given;
    if (name.isEmpty() || name.length() > LENGTH) {
      throw cannot("A name has 1 to " + LENGTH + " characters");
    }
    if (name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
      throw cannot("A level of a name can't be empty");
    }
    if (("/" + name + "/").contains("/./") || ("/" + name + "/").contains("/../")) {
      // Clients make folders of them on their disks, of shared ones too.
      throw cannot("A level of a name can't be . or ..");
    }
    if (name.startsWith("#")) {
      throw cannot("A name can't begin with #");
    }
    if (name.chars().filter(c -> c == SEPARATOR).count() >= LEVELS) {
      throw cannot("Names have " + LEVELS + " levels at most");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '*' || c == '%') {
        throw cannot("A name can't hold *, % or control characters");
      }
      if (Character.isSurrogate(c) && !pair(name, i)) {
        throw cannot("A name can't hold half a character");
      }
    }
    return name;
  }

  private static boolean pair(String name, int i) {
    return Character.isHighSurrogate(name.charAt(i))
        ? i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(name.charAt(i - 1));
  }

  private static Failure.No cannot(String why) {
    return new Failure.No(Code.CANNOT, why);
  }

  /** The names above this one, outermost first. */
  static List<String> parents(String name) {
    List<String> parents = new ArrayList<>();
    for (int at = name.indexOf(SEPARATOR); at >= 0; at = name.indexOf(SEPARATOR, at + 1)) {
      parents.add(name.substring(0, at));
    }
    return parents;
  }
}
