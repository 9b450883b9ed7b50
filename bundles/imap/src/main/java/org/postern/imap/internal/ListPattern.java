package org.postern.imap.internal;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** A pattern of LIST (RFC 9051 6.3.9): {@code *} is anything, {@code %} anything within a level. */
record ListPattern(String pattern) {

  /** Matches no name. */
  private static final String NOTHING = "\0";

  /** How long one may be, or all of a command together: more than twice as long as any name. */
  static final int LENGTH = 1_000;

  ListPattern {
    // Of wildcards that follow one another one says it all.
    pattern = pattern.replaceAll("\\*[*%]*", "*").replaceAll("%+", "%");
  }

  /**
   * Reads a pattern. RFC 9051 6.3.9, RFC 5258 3: one that is not accepted, for it can't be decoded
   * or is too long, matches nothing; that is no error. The empty one matches nothing either.
   *
   * @param reference what stands before it; empty when that can't be decoded
   */
  static ListPattern read(Optional<String> reference, CommandReader in, boolean utf8)
      throws Failure, IOException {
    String wire = in.listMailbox();
    if (wire.isEmpty()) {
      return new ListPattern("");
    }
    ListPattern read =
        new ListPattern(
            reference
                .flatMap(before -> MailboxNames.read(wire, utf8).map(before::concat))
                .orElse(NOTHING));
    return read.pattern.length() > LENGTH ? new ListPattern(NOTHING) : read;
  }

  /** Time is at most the product of the lengths, whatever the pattern. */
  boolean matches(String name) {
    // RFC 9051 5.1: INBOX has no case.
    String p = MailboxNames.isInbox(name) ? pattern.toUpperCase(Locale.ROOT) : inboxInCapitals();
    boolean[] now = new boolean[name.length() + 1];
    now[0] = true;
    for (int i = 0; i < p.length(); i++) {
      char c = p.charAt(i);
      boolean[] next = new boolean[name.length() + 1];
      if (c == '*' || c == '%') {
        for (int k = 0; k <= name.length(); k++) {
          next[k] = now[k] || k > 0 && next[k - 1] && (c == '*' || name.charAt(k - 1) != '/');
        }
      } else {
        for (int k = 1; k <= name.length(); k++) {
          next[k] = now[k - 1] && name.charAt(k - 1) == c;
        }
      }
      now = next;
    }
    return now[name.length()];
  }

  private String inboxInCapitals() {
    String inbox = MailboxNames.INBOX;
    boolean isInbox =
        pattern.regionMatches(true, 0, inbox, 0, inbox.length())
            && (pattern.length() == inbox.length() || "/*%".indexOf(pattern.charAt(5)) >= 0);
    return isInbox ? inbox + pattern.substring(inbox.length()) : pattern;
  }
}
