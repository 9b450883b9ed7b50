package org.postern.imap.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Dates of IMAP (RFC 9051 9, date and date-time). Those that the server tells are in UTC, and days
 * are days of UTC, so that what is shown is what is found.
 */
final class Dates {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String DATE_TIME = "a date and time like \"17-Jul-2026 02:44:25 -0700\"";
  private static final String DATE = "a date like 1-Feb-2026";

  private Dates() {}

  /** A date-time with its quotes. */
  static String format(long millis) {
    OffsetDateTime at = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(28).append('"');
    two(text, at.getDayOfMonth(), ' ').append('-');
    int month = 3 * (at.getMonthValue() - 1);
    text.append(MONTHS, month, month + 3).append('-');
    // RFC 9051 9: date-year has four digits.
    int year = Math.clamp(at.getYear(), 0, 9999);
    two(text, year / 100, '0');
    two(text, year % 100, '0').append(' ');
    two(text, at.getHour(), '0').append(':');
    two(text, at.getMinute(), '0').append(':');
    return two(text, at.getSecond(), '0').append(" +0000\"").toString();
  }

  private static StringBuilder two(StringBuilder text, int value, char fill) {
    return value < 10 ? text.append(fill).append(value) : text.append(value);
  }

  /** Reads a date-time, in milliseconds since 1970. */
  static long dateTime(CommandReader in) throws Failure, IOException {
    String text = new String(in.string(), StandardCharsets.ISO_8859_1);
    if (text.indexOf('-') == 1) {
      // RFC 9051 9, date-day-fixed: some forget the space.
      text = " " + text;
    }
    if (!text.matches("[ \\d]\\d-[A-Za-z]{3}-\\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}")) {
      throw new Failure.Bad("Expected " + DATE_TIME);
    }
    try {
      int zone = number(text, 22, 24) * 60 + number(text, 24, 26);
      int sign = text.charAt(21) == '-' ? -1 : 1;
      // A leap second is the second before it.
      int second = Math.min(number(text, 18, 20), 59);
      return LocalDateTime.of(
              number(text, 7, 11),
              month(text.substring(3, 6)),
              Integer.parseInt(text.substring(0, 2).strip()),
              number(text, 12, 14),
              number(text, 15, 17),
              second)
          .toInstant(ZoneOffset.ofTotalSeconds(sign * zone * 60))
          .toEpochMilli();
    } catch (DateTimeException e) {
      throw new Failure.Bad("Expected " + DATE_TIME);
    }
  }

  /** Reads a date, quoted or not: its midnight in milliseconds since 1970. */
  static long date(CommandReader in) throws Failure, IOException {
    String text = in.astring();
    String[] parts = text.split("-", -1);
    if (!text.matches("\\d{1,2}-[A-Za-z]{3}-\\d{4}")) {
      throw new Failure.Bad("Expected " + DATE);
    }
    try {
      return LocalDate.of(Integer.parseInt(parts[2]), month(parts[1]), Integer.parseInt(parts[0]))
          .atStartOfDay(ZoneOffset.UTC)
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeException e) {
      throw new Failure.Bad("Expected " + DATE);
    }
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text.substring(from, to));
  }

  private static int month(String name) {
    String word =
        name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).toLowerCase(Locale.ROOT);
    int at = MONTHS.indexOf(word);
    if (at < 0 || at % 3 != 0) {
      throw new DateTimeException(name);
    }
    return at / 3 + 1;
  }
}
