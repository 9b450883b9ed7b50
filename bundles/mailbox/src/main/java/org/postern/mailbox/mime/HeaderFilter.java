package org.postern.mailbox.mime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Picks fields out of a header (RFC 9051 6.4.5.1, HEADER.FIELDS and HEADER.FIELDS.NOT). */
public final class HeaderFilter {
  /**
   * What clients ask for when they show lists of messages, in upper case: kept when a message
   * comes, see {@link MessageFacts#commonFields}.
   */
  public static final List<String> COMMON =
      List.of(
          "BCC",
          "CC",
          "CHAT-VERSION",
          "CONTENT-TYPE",
          "DATE",
          "DISPOSITION-NOTIFICATION-TO",
          "FOLLOWUP-TO",
          "FROM",
          "IMPORTANCE",
          "IN-REPLY-TO",
          "LINES",
          "LIST-ID",
          "LIST-POST",
          "LIST-SUBSCRIBE",
          "LIST-UNSUBSCRIBE",
          "MAIL-FOLLOWUP-TO",
          "MESSAGE-ID",
          "MIME-VERSION",
          "NEWSGROUPS",
          "PRIORITY",
          "REFERENCES",
          "REPLY-TO",
          "RESENT-MESSAGE-ID",
          "RETURN-RECEIPT-TO",
          "SENDER",
          "SUBJECT",
          "TO",
          "X-K9MAIL-IDENTITY",
          "X-LABEL",
          "X-MSMAIL-PRIORITY",
          "X-ORIGINAL-TO",
          "X-PRIORITY",
          "X-SPAM-FLAG",
          "X-UNIFORM-TYPE-IDENTIFIER",
          "X-UNIVERSALLY-UNIQUE-IDENTIFIER");

  /** The same by their length: each message that comes is searched for all of them. */
  private static final Map<Integer, List<String>> COMMON_BY_LENGTH =
      COMMON.stream().collect(Collectors.groupingBy(String::length));

  /** Octets that may come behind the fields: the end of the last line, and the blank line. */
  private static final int END = 4;

  private HeaderFilter() {}

  /**
   * The fields asked for, as they stand in the header, with the blank line behind them. Of what it
   * gives it picks the same again.
   *
   * @param header with the blank line or without
   * @param length how many octets of it are to be looked at
   * @param names in upper case
   * @param not whether all others are asked for
   */
  public static byte[] pick(byte[] header, int length, List<String> names, boolean not) {
    return pick(header, length, nameLength -> names, not);
  }

  /** The fields that {@link #COMMON} names, as {@link #pick} gives them. */
  public static byte[] pickCommon(byte[] header, int length) {
    return pick(header, length, of -> COMMON_BY_LENGTH.getOrDefault(of, List.of()), false);
  }

  private static byte[] pick(
      byte[] header, int length, IntFunction<List<String>> names, boolean not) {
    byte[] picked = new byte[length + END];
    int count = 0;
    boolean wanted = false;
    int at = 0;
    while (at < length) {
      int end = lineEnd(header, at, length);
      if (blank(header, at, end)) {
        break;
      }
      if (header[at] != ' ' && header[at] != '\t') {
        wanted = named(header, at, end, names) != not;
      }
      if (wanted) {
        System.arraycopy(header, at, picked, count, end - at);
        count += end - at;
      }
      at = end;
    }
    // A header without an end: the last line may lack its own.
    int lines = count > 0 && picked[count - 1] != '\n' ? 2 : 1;
    for (int i = 0; i < lines; i++) {
      picked[count++] = '\r';
      picked[count++] = '\n';
    }
    return Arrays.copyOf(picked, count);
  }

  private static int lineEnd(byte[] header, int from, int length) {
    int at = from;
    while (at < length && header[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, length);
  }

  private static boolean blank(byte[] header, int from, int end) {
    return header[from] == '\n'
        || end - from == 2 && header[from] == '\r' && header[from + 1] == '\n';
  }

  /**
   * @param names those to compare with a name of a length
   */
  private static boolean named(byte[] header, int from, int end, IntFunction<List<String>> names) {
    int colon = from;
    while (colon < end && header[colon] != ':') {
      colon++;
    }
    int last = colon;
    while (last > from && (header[last - 1] == ' ' || header[last - 1] == '\t')) {
      last--;
    }
    for (String name : names.apply(last - from)) {
      if (name.length() == last - from && matches(header, from, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] header, int from, String upper) {
    for (int i = 0; i < upper.length(); i++) {
      int c = header[from + i];
      if ((c >= 'a' && c <= 'z' ? c - 32 : c) != upper.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
