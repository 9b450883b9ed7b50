package org.postern.smtp.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the date-time of RFC 5322 3.3, each second once. Thread-safe. */
final class Dates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

  private record Written(long second, String text) {}

  private volatile Written last = new Written(Long.MIN_VALUE, "");

  /** In the zone of the system. */
  String format(Instant instant) {
    Written written = last;
    if (written.second() != instant.getEpochSecond()) {
      String text = FORMAT.format(ZonedDateTime.ofInstant(instant, ZoneId.systemDefault()));
      written = new Written(instant.getEpochSecond(), text);
      last = written;
    }
    return written.text();
  }
}
