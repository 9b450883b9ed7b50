package org.postern.smtp.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.postern.directory.Addresses;
import org.postern.settings.BadSetting;

/**
 * The settings in force, checked; see {@link SmtpComponent.Settings} for what each means.
 *
 * @param defaultDomain canonical, or empty for the directory's first domain
 * @param postmaster an address, or empty
 */
record SmtpSettings(
    String hostname,
    String defaultDomain,
    String postmaster,
    long maxMessageBytes,
    int maxRecipients,
    int maxTransactions,
    int maxHops,
    int maxErrors,
    int maxRefusedRecipients,
    Duration greetingDelay,
    Duration commandTimeout,
    Duration dataTimeout,
    Duration loginTimeout,
    int spoolMemoryBytes,
    long spoolMemoryTotalBytes) {

  /**
   * Checks what was written into the settings.
   *
   * @throws BadSetting with the key and the reason
   */
  static SmtpSettings of(SmtpComponent.Settings settings) {
    return new SmtpSettings(
        hostname(settings.hostname()),
        defaultDomain(settings.defaultDomain()),
        postmaster(settings.postmaster()),
        range("maxMessageBytes", settings.maxMessageBytes(), 65_536, 1L << 40),
        // RFC 5321 4.5.3.1.8: at least 100.
        (int) range("maxRecipients", settings.maxRecipients(), 100, 50_000),
        (int) range("maxTransactions", settings.maxTransactions(), 0, 1_000_000_000),
        // RFC 5321 6.3: at least 100 Received fields are taken.
        (int) range("maxHops", settings.maxHops(), 100, 1000),
        (int) range("maxErrors", settings.maxErrors(), 1, 10_000),
        (int) range("maxRefusedRecipients", settings.maxRefusedRecipients(), 1, 50_000),
        Duration.ofMillis(range("greetingDelayMillis", settings.greetingDelayMillis(), 0, 60_000)),
        Duration.ofSeconds(
            range("commandTimeoutSeconds", settings.commandTimeoutSeconds(), 1, 3600)),
        Duration.ofSeconds(range("dataTimeoutSeconds", settings.dataTimeoutSeconds(), 1, 3600)),
        Duration.ofSeconds(range("loginTimeoutSeconds", settings.loginTimeoutSeconds(), 1, 3600)),
        (int) range("spoolMemoryBytes", settings.spoolMemoryBytes(), 16_384, 16_777_216),
        range("spoolMemoryTotalBytes", settings.spoolMemoryTotalBytes(), 1_048_576, 1L << 40));
  }

  private static long range(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BadSetting(key, value + " is not within " + least + " to " + most);
    }
    return value;
  }

  private static String hostname(String name) {
    if (name.isBlank()) {
      return systemName();
    }
    return Addresses.domain(name.strip())
        .orElseThrow(() -> new BadSetting("hostname", name + " is no host name"));
  }

  private static String systemName() {
    try {
      return Addresses.domain(InetAddress.getLocalHost().getHostName()).orElse("localhost");
    } catch (UnknownHostException e) {
      // The system's name is not in its own hosts file: common, and no reason not to serve.
      return "localhost";
    }
  }

  private static String defaultDomain(String name) {
    return name.isBlank()
        ? ""
        : Addresses.domain(name.strip())
            .orElseThrow(() -> new BadSetting("defaultDomain", name + " is no domain"));
  }

  private static String postmaster(String address) {
    return address.isBlank()
        ? ""
        : Addresses.canonical(address.strip())
            .orElseThrow(() -> new BadSetting("postmaster", address + " is no address"))
            .toString();
  }
}
