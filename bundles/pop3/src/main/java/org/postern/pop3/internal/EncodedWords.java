package org.postern.pop3.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Encoded words (RFC 2047), in UTF-8 and base64. */
final class EncodedWords {
  /** So that a word with its frame is at most 75 characters (RFC 2047 2). */
  private static final int OCTETS = 45;

  private EncodedWords() {}

  /** The text as encoded words, folded; a character is never split between two. */
  static String encode(String text) {
    StringBuilder result = new StringBuilder();
    StringBuilder word = new StringBuilder();
    int octets = 0;
    for (int point : text.codePoints().toArray()) {
      int size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (octets + size > OCTETS) {
        append(result, word.toString());
        word.setLength(0);
        octets = 0;
      }
      word.appendCodePoint(point);
      octets += size;
    }
    append(result, word.toString());
    return result.toString();
  }

  private static void append(StringBuilder result, String word) {
    if (!word.isEmpty()) {
      result
          .append(result.isEmpty() ? "" : "\r\n ")
          .append("=?UTF-8?B?")
          .append(Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8)))
          .append("?=");
    }
  }

  /**
   * Encodes from the first to the last word that is not ASCII, with those between: white space
   * between encoded words would be lost (RFC 2047 6.2).
   */
  static String within(String text) {
    int first = 0;
    while (first < text.length() && text.charAt(first) < 128) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    int last = text.length() - 1;
    while (text.charAt(last) < 128) {
      last--;
    }
    int begin = text.lastIndexOf(' ', first) + 1;
    int end = text.indexOf(' ', last);
    end = end < 0 ? text.length() : end;
    return text.substring(0, begin) + encode(text.substring(begin, end)) + text.substring(end);
  }

  /** The text of a quoted string, or the text itself. */
  static String unquote(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1")
        : text;
  }
}
