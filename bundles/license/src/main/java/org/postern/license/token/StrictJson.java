package org.postern.license.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the JSON of signed payloads (RFC 8259), narrower than the RFC: an object at the top, whole
 * numbers below 2^53, no member twice, no nesting deeper than {@value #DEPTH}, nothing after the
 * end. Memory is bounded by the size of the input.
 */
final class StrictJson {
  private static final int DEPTH = 6;
  private static final long LARGEST = 1L << 53;

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  /** Values are String, Long, Boolean, List, Map or null. */
  static JsonObject read(byte[] octets) throws Refusal {
    StrictJson reader = new StrictJson(decode(octets));
    reader.skipSpace();
    Map<String, Object> top = reader.object(1);
    reader.skipSpace();
    if (reader.at < reader.text.length()) {
      throw Refusal.malformed("The payload goes on after its end");
    }
    return new JsonObject(top);
  }

  private static String decode(byte[] octets) throws Refusal {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.malformed("The payload is not UTF-8");
    }
  }

  private Object value(int depth) throws Refusal {
    if (depth > DEPTH) {
      throw Refusal.malformed("The payload is nested too deeply");
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) throws Refusal {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    skipSpace();
    if (peek() == '}') {
      at++;
      return members;
    }
    while (true) {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      if (members.containsKey(name)) {
        throw Refusal.malformed("The payload has a member twice");
      }
      members.put(name, value(depth + 1));
      skipSpace();
      if (peek() == '}') {
        at++;
        return Collections.unmodifiableMap(members);
      }
      expect(',');
    }
  }

  private List<Object> array(int depth) throws Refusal {
    List<Object> elements = new ArrayList<>();
    expect('[');
    skipSpace();
    if (peek() == ']') {
      at++;
      return elements;
    }
    while (true) {
      skipSpace();
      elements.add(value(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return Collections.unmodifiableList(elements);
      }
      expect(',');
    }
  }

  private String string() throws Refusal {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return wellFormed(string.toString());
      }
      if (c < ' ') {
        throw Refusal.malformed("The payload has a control character in a string");
      }
      string.append(c == '\\' ? escape() : c);
    }
  }

  private static String wellFormed(String string) throws Refusal {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(string)) {
      throw Refusal.malformed("The payload has half a surrogate pair in a string");
    }
    return string;
  }

  private char escape() throws Refusal {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw Refusal.malformed("The payload has an unknown escape in a string");
    };
  }

  private char unicode() throws Refusal {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = next();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw Refusal.malformed("The payload has a bad escape in a string");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Object literal(String word, Object value) throws Refusal {
    if (!text.startsWith(word, at)) {
      throw Refusal.malformed("The payload is not JSON");
    }
    at += word.length();
    return value;
  }

  private Long number() throws Refusal {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int count = at - digits;
    if (count == 0 || count > 16 || (count > 1 && text.charAt(digits) == '0')) {
      throw Refusal.malformed("The payload is not JSON, or has a number out of range");
    }
    long number = Long.parseLong(text.substring(from, at));
    // RFC 8259 6: beyond this range implementations no longer agree on a number.
    if (number >= LARGEST || number <= -LARGEST) {
      throw Refusal.malformed("The payload has a number out of range");
    }
    return number;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws Refusal {
    if (at >= text.length()) {
      throw Refusal.malformed("The payload ends too early");
    }
    return text.charAt(at);
  }

  private char next() throws Refusal {
    char c = peek();
    at++;
    return c;
  }

  private void expect(char wanted) throws Refusal {
    if (next() != wanted) {
      throw Refusal.malformed("The payload is not JSON");
    }
  }
}
