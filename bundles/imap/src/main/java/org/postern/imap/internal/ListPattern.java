package org.postern.imap.internal;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** A pattern of LIST (RFC 9051 6.3.9): {@code *} is anything, {@code %} anything within a level. */
record ListPattern(String pattern) {

  /** Matches no name. */
  private static final String NOTHING = "\0";

  /** How long one may be, or all of a command together: longer than any name. */
  static final int LENGTH = 1_000;

  /**
   * Reads a pattern. RFC 9051 6.3.9: one that is not accepted, for it can't be decoded, matches
   * nothing; that is no error.
   *
   * @param reference what stands before it; empty when that can't be decoded
   */
  static ListPattern read(Optional<String> reference, CommandReader in, boolean utf8)
      throws Failure, IOException {
    String wire = in.listMailbox();
    if (reference.isEmpty()) {
      return new ListPattern(wire.isEmpty() ? "" : NOTHING);
    }
    return new ListPattern(
        MailboxNames.read(wire, utf8).map(reference.get()::concat).orElse(NOTHING));
  }

  /** Time is at most the product of the lengths, whatever the pattern. */
  boolean matches(String name) {
    // RFC 9051 5.1: INBOX has no case.
    String p = MailboxNames.isInbox(name) ? collapsed().toUpperCase(Locale.ROOT) : collapsed();
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

  private String collapsed() {
    String inbox = MailboxNames.INBOX;
    boolean isInbox =
        pattern.regionMatches(true, 0, inbox, 0, inbox.length())
            && (pattern.length() == inbox.length() || "/*%".indexOf(pattern.charAt(5)) >= 0);
    return (isInbox ? inbox + pattern.substring(inbox.length()) : pattern)
        .replaceAll("\\*[*%]*", "*")
        .replaceAll("%+", "%");
  }
}
