package org.postern.license.tool;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Dates of the command line, in UTC. */
final class Dates {
  private static final Pattern DAYS = Pattern.compile("(0|[1-9][0-9]{0,3})d");

  private Dates() {}

  private static Instant instant(String text, int daysLater) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).plusDays(daysLater).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "\"" + text + "\" is no date: write 2027-12-31, or 2027-12-31T12:00:00Z");
    }
  }

  /** A day to its end, or an instant. */
  static final class Until implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return instant(text, 1);
    }
  }

  /** The beginning of a day, or an instant. */
  static final class From implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return instant(text, 0);
    }
  }

  /** A number of days from 0 to 3650, such as {@code 30d}. */
  static final class Days implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Matcher days = DAYS.matcher(text);
      if (!days.matches() || Long.parseLong(days.group(1)) > 3650) {
        throw new TypeConversionException(
            "\"" + text + "\" is no number of days: write 30d (3650d at most)");
      }
      return Duration.ofDays(Long.parseLong(days.group(1)));
    }
  }
}
