package org.postern.imap.internal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings in force.
 *
 * @param loginTimeout how long a client that is not logged in may be silent
 * @param idleTimeout how long one that is may be, in IDLE too
 * @param errorLimit how many bad commands in a row, or failed logins, end a session
 * @param messageLimit octets of the largest message that APPEND takes
 * @param specialFolders whether an account gets the usual folders when it is first logged in to
 * @param mailboxLimit how many mailboxes an account may have
 * @param hidden capabilities not to announce, nor to do where they are commands, in upper case
 */
record Options(
    Duration loginTimeout,
    Duration idleTimeout,
    int errorLimit,
    long messageLimit,
    boolean specialFolders,
    int mailboxLimit,
    Set<String> hidden) {

  static final Options DEFAULT =
      new Options(
          Duration.ofMinutes(1), Duration.ofMinutes(30), 10, 50L << 20, true, 10_000, Set.of());

  /**
   * @throws IllegalArgumentException naming the key at fault and what it may be
   */
  static Options of(ImapComponent.Settings settings) {
    return new Options(
        Duration.ofSeconds(range("loginTimeoutSeconds", settings.loginTimeoutSeconds(), 1, 3_600)),
        Duration.ofSeconds(range("idleTimeoutSeconds", settings.idleTimeoutSeconds(), 1, 86_400)),
        (int) range("errorLimit", settings.errorLimit(), 1, 1_000),
        range("messageMebibytes", settings.messageMebibytes(), 1, 1_024) << 20,
        settings.specialFolders(),
        (int) range("mailboxLimit", settings.mailboxLimit(), 10, 1_000_000),
        hidden(List.of(settings.hiddenCapabilities())));
  }

  private static long range(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " is not within " + least + ".." + most);
    }
    return value;
  }

  private static Set<String> hidden(List<String> names) {
    Set<String> set = new TreeSet<>();
    for (String name : names) {
      String upper = name.strip().toUpperCase(Locale.ROOT);
      if (upper.equals("IMAP4REV1")) {
        throw new IllegalArgumentException("hiddenCapabilities: IMAP4rev1 can't be hidden");
      }
      if (!upper.isEmpty()) {
        set.add(upper);
      }
    }
    return Set.copyOf(set);
  }
}
