package org.postern.smtp.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The date-time of RFC 5322 3.3. */
final class Dates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

  private Dates() {}

  /** In the zone of the system. */
  static String format(Instant instant) {
    return FORMAT.format(ZonedDateTime.ofInstant(instant, ZoneId.systemDefault()));
  }
}
