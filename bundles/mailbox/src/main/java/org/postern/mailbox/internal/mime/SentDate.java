package org.postern.mailbox.internal.mime;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * A Date field (RFC 5322 3.3 with the obsolete forms of 4.3).
 *
 * @param millis the moment
 * @param day midnight in UTC of the day that it names
 */
record SentDate(long millis, long day) {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final long DAY = 86_400_000L;
  private static final int MAX = 200;

  /** Reads a date; empty when it can't be. */
  static Optional<SentDate> parse(String text) {
    if (text == null || text.length() > MAX) {
      return Optional.empty();
    }
    int comma = text.indexOf(',');
    StringTokenizer words = new StringTokenizer(text.substring(comma + 1), " \t-");
    try {
      String first = words.nextToken();
      if (!Character.isDigit(first.charAt(0)) && words.hasMoreTokens()) {
        first = words.nextToken(); // a name of a day without its comma
      }
      int day = Integer.parseInt(first);
      int month = month(words.nextToken());
      int year = year(words.nextToken());
      long midnight = LocalDate.of(year, month, day).toEpochDay() * DAY;
      long time = words.hasMoreTokens() ? time(words.nextToken()) : 0;
      // The tokenizer has taken the minus sign of a zone: look for it in the text.
      long zone = words.hasMoreTokens() ? zone(words.nextToken(), text) : 0;
      return Optional.of(new SentDate(midnight + time - zone, midnight));
    } catch (java.util.NoSuchElementException
        | NumberFormatException
        | DateTimeException
        | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static int month(String word) {
    int at = MONTHS.indexOf(word.substring(0, 3).toLowerCase(Locale.ROOT));
    if (at < 0 || at % 3 != 0) {
      throw new NumberFormatException(word);
    }
    return at / 3 + 1;
  }

  /** RFC 5322 4.3: two digits below 50 are 20xx, others and three digits 19xx. */
  private static int year(String word) {
    int year = Integer.parseInt(word);
    return switch (word.length()) {
      case 2 -> year < 50 ? 2000 + year : 1900 + year;
      case 3 -> 1900 + year;
      default -> year;
    };
  }

  private static long time(String word) {
    String[] parts = word.split("[:.]");
    long hours = Integer.parseInt(parts[0]);
    long minutes = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    long seconds = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
    if (hours > 24 || minutes > 59 || seconds > 60) {
      throw new NumberFormatException(word);
    }
    return ((hours * 60 + minutes) * 60 + seconds) * 1000;
  }

  private static long zone(String word, String text) {
    String digits = word.startsWith("+") ? word.substring(1) : word;
    if (digits.length() == 4 && digits.chars().allMatch(Character::isDigit)) {
      long offset = Integer.parseInt(digits.substring(0, 2)) * 60L;
      offset += Integer.parseInt(digits.substring(2));
      return (text.contains("-" + digits) ? -offset : offset) * 60_000;
    }
    long hours =
        switch (word.toUpperCase(Locale.ROOT)) {
          case "EDT" -> -4;
          case "EST", "CDT" -> -5;
          case "CST", "MDT" -> -6;
          case "MST", "PDT" -> -7;
          case "PST" -> -8;
          default -> 0;
        };
    return hours * 3_600_000;
  }
}
