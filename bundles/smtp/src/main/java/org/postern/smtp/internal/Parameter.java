package org.postern.smtp.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A parameter of MAIL or RCPT (RFC 5321 4.1.2: {@code esmtp-keyword ["=" esmtp-value]}).
 *
 * @param keyword upper case
 * @param value null when there is no {@code =}
 */
record Parameter(String keyword, String value) {

  /** Reads parameters separated by spaces. */
  static List<Parameter> parse(String text) throws Refusal {
    if (text.isEmpty()) {
      return List.of();
    }
    List<Parameter> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String word : text.split(" +")) {
      int equals = word.indexOf('=');
      String keyword = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
      String value = equals < 0 ? null : word.substring(equals + 1);
      if (!isKeyword(keyword) || value != null && !isValue(value)) {
        throw new Refusal(501, "5.5.4", "Bad parameter " + Reply.quote(word));
      }
      if (!seen.add(keyword)) {
        throw new Refusal(501, "5.5.4", keyword + " was given twice");
      }
      all.add(new Parameter(keyword, value));
    }
    return all;
  }

  /** The value, which must be there. */
  String required() throws Refusal {
    if (value == null) {
      throw bad("needs a value");
    }
    return value;
  }

  void requireNone() throws Refusal {
    if (value != null) {
      throw bad("takes no value");
    }
  }

  Refusal bad(String why) {
    return new Refusal(501, "5.5.4", keyword + " " + why);
  }

  /** RFC 5321 4.1.1.11: a parameter that was not announced. */
  Refusal unknown() {
    return new Refusal(
        555, "5.5.4", "Parameter " + Reply.quote(keyword) + " is not supported here");
  }

  private static boolean isKeyword(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c > 127 || !Text.isLetDig(c) && (c != '-' || i == 0)) {
        return false;
      }
    }
    return !word.isEmpty();
  }

  /** RFC 5321 4.1.2 esmtp-value, and RFC 6531 3.3: anything above ASCII. */
  private static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '=' || c == 127 || c > 127 && Character.isISOControl(c)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
