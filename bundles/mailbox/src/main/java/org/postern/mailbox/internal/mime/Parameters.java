package org.postern.mailbox.internal.mime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.postern.mailbox.mime.Parameter;

/**
 * A value with parameters: Content-Type and Content-Disposition (RFC 2045 5.1, RFC 2183). Broken
 * ones give what can be read of them.
 *
 * @param value what stands before the first semicolon
 */
public record Parameters(String value, List<Parameter> parameters) {
  private static final int MAX = 200;
  private static final int MAX_CONTINUATIONS = 1000;

  /** Parses an unfolded value. */
  public static Parameters parse(String s) {
    int semicolon = s.indexOf(';');
    String value = withoutComment(semicolon < 0 ? s : s.substring(0, semicolon)).strip();
    if (semicolon < 0) {
      return new Parameters(value, List.of());
    }
    List<Parameter> found = new ArrayList<>(4);
    boolean continued = false;
    int i = semicolon + 1;
    while (i < s.length() && found.size() < MAX) {
      int equals = i;
      while (equals < s.length() && s.charAt(equals) != '=' && s.charAt(equals) != ';') {
        equals++;
      }
      if (equals == s.length() || s.charAt(equals) == ';') {
        i = equals + 1;
        continue;
      }
      String name = withoutComment(s.substring(i, equals)).strip();
      i = equals + 1;
      while (i < s.length() && (s.charAt(i) == ' ' || s.charAt(i) == '\t')) {
        i++;
      }
      StringBuilder text = new StringBuilder();
      if (i < s.length() && s.charAt(i) == '"') {
        i++;
        while (i < s.length() && s.charAt(i) != '"') {
          if (s.charAt(i) == '\\' && i + 1 < s.length()) {
            i++;
          }
          text.append(s.charAt(i++));
        }
        i++;
        while (i < s.length() && s.charAt(i) != ';') {
          i++;
        }
      } else {
        int end = s.indexOf(';', i);
        end = end < 0 ? s.length() : end;
        text.append(withoutComment(s.substring(i, end)).strip());
        i = end;
      }
      i++;
      if (!name.isEmpty()) {
        continued |= name.indexOf('*') > 0;
        found.add(new Parameter(name, text.toString()));
      }
    }
    return new Parameters(value, continued ? merge(found) : found);
  }

  private static String withoutComment(String s) {
    int open = s.indexOf('(');
    if (open < 0) {
      return s;
    }
    int close = s.indexOf(')', open);
    String rest = close < 0 ? "" : s.substring(close + 1);
    return s.substring(0, open) + rest;
  }

  /** A piece of a parameter: RFC 2231 3 and 4.1. */
  private record Piece(String text, boolean encoded) {}

  /** RFC 2231 3: puts continuations together, in the order of their numbers. */
  private static List<Parameter> merge(List<Parameter> parameters) {
    Map<String, TreeMap<Integer, Piece>> pieces = new LinkedHashMap<>();
    List<Parameter> merged = new ArrayList<>(parameters.size());
    List<Integer> places = new ArrayList<>();
    for (Parameter p : parameters) {
      int star = p.name().indexOf('*');
      int number = star > 0 ? number(p.name(), star + 1) : -1;
      if (number < 0) {
        merged.add(p);
        continue;
      }
      String name = p.name().substring(0, star);
      TreeMap<Integer, Piece> of =
          pieces.computeIfAbsent(
              name.toLowerCase(Locale.ROOT),
              k -> {
                places.add(merged.size());
                merged.add(new Parameter(name, ""));
                return new TreeMap<>();
              });
      of.putIfAbsent(number, new Piece(p.value(), p.name().endsWith("*")));
    }
    int k = 0;
    for (TreeMap<Integer, Piece> of : pieces.values()) {
      int at = places.get(k++);
      merged.set(at, join(merged.get(at).name(), of));
    }
    return Collections.unmodifiableList(merged);
  }

  /** The number between the asterisks; -1 when there is none. */
  private static int number(String name, int from) {
    int end = name.endsWith("*") ? name.length() - 1 : name.length();
    if (end <= from || end - from > 3) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < end; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number < MAX_CONTINUATIONS ? number : -1;
  }

  private static Parameter join(String name, TreeMap<Integer, Piece> pieces) {
    boolean encoded = pieces.values().stream().anyMatch(Piece::encoded);
    StringBuilder text = new StringBuilder();
    if (encoded && !pieces.firstEntry().getValue().encoded) {
      text.append("''");
    }
    for (Piece piece : pieces.values()) {
      text.append(encoded && !piece.encoded ? percent(piece.text) : piece.text);
    }
    return new Parameter(encoded ? name + "*" : name, text.toString());
  }

  /** RFC 2231 7: what isn't an attribute-char is written by its octets. */
  private static String percent(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c > ' ' && c < 0x7F && "*'%()<>@,;:\\\"/[]?=".indexOf(c) < 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(String.format("%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}
