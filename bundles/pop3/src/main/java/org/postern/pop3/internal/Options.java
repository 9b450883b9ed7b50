package org.postern.pop3.internal;

import java.time.Duration;
import java.util.OptionalInt;
import org.postern.settings.BadSetting;

/**
 * The settings in force.
 *
 * @param loginTimeout how long a client that is not logged in may be silent
 * @param idleTimeout how long one that is may be
 * @param loginDelay the least time between two logins to a maildrop; zero for none
 * @param expireDays what EXPIRE announces; empty for NEVER, 0 deletes what was retrieved
 * @param mailbox the folder opened when the login names none
 * @param folderInLogin whether {@code user+folder@domain} opens that folder
 * @param errorLimit how many bad commands and failed logins end a session
 */
record Options(
    Duration loginTimeout,
    Duration idleTimeout,
    Duration loginDelay,
    OptionalInt expireDays,
    String mailbox,
    boolean folderInLogin,
    int errorLimit) {

  static final Options DEFAULT =
      new Options(
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ZERO,
          OptionalInt.empty(),
          "INBOX",
          true,
          10);

  /**
   * @throws BadSetting naming the key at fault and what it may be
   */
  static Options of(Pop3Component.Settings settings) {
    if (settings.mailbox().isBlank()) {
      throw new BadSetting("mailbox", "name a folder, for example INBOX");
    }
    return new Options(
        seconds("loginTimeoutSeconds", settings.loginTimeoutSeconds(), 1, 3_600),
        seconds("idleTimeoutSeconds", settings.idleTimeoutSeconds(), 1, 86_400),
        seconds("loginDelaySeconds", settings.loginDelaySeconds(), 0, 86_400),
        expire(settings.expire()),
        settings.mailbox().strip(),
        settings.folderInLogin(),
        (int) range("errorLimit", settings.errorLimit(), 1, 1_000));
  }

  private static Duration seconds(String key, long value, long least, long most) {
    return Duration.ofSeconds(range(key, value, least, most));
  }

  private static long range(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BadSetting(key, value + " is not within " + least + ".." + most);
    }
    return value;
  }

  private static OptionalInt expire(String value) {
    if (value.strip().equalsIgnoreCase("NEVER")) {
      return OptionalInt.empty();
    }
    if (!value.strip().matches("\\d{1,5}")) {
      throw new BadSetting(
          "expire", "\"" + value + "\" is neither NEVER nor a number of days, 0..99999");
    }
    return OptionalInt.of(Integer.parseInt(value.strip()));
  }
}
