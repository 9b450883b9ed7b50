package org.postern.license.token;

import java.util.ArrayList;
import java.util.List;

/** The kinds of armored text: a BEGIN line, base64url in lines, an END line. */
public enum Armor {
  LICENSE(16 * 1024),
  TRUST(1024 * 1024),
  REVOCATIONS(1024 * 1024),
  CLOCK(16 * 1024),
  ROOT(16 * 1024);

  private static final int LINE = 76;

  private final int limit;

  Armor(int limit) {
    this.limit = limit;
  }

  /** The most octets such a text may have, armor and line breaks included. */
  public int limit() {
    return limit;
  }

  private String begin() {
    return "-----BEGIN POSTERN " + name() + "-----";
  }

  private String end() {
    return "-----END POSTERN " + name() + "-----";
  }

  /** Puts armor around a text of base64url and dots. */
  String wrap(String body) {
    StringBuilder text = new StringBuilder(begin()).append('\n');
    for (int at = 0; at < body.length(); at += LINE) {
      text.append(body, at, Math.min(body.length(), at + LINE)).append('\n');
    }
    return text.append(end()).append('\n').toString();
  }

  /**
   * What is between the lines, without line breaks. Only CR and LF may stand before, between and
   * after.
   *
   * @throws Refusal {@code malformed}
   */
  String unwrap(String text) throws Refusal {
    if (text.length() > limit) {
      throw Refusal.malformed("The text is larger than " + limit + " octets");
    }
    String whole = text.substring(afterLineBreaks(text, 0), beforeLineBreaks(text));
    int from = begin().length();
    int to = whole.length() - end().length();
    if (!whole.startsWith(begin()) || !whole.endsWith(end()) || from > to) {
      throw Refusal.malformed(
          "The text does not begin with " + begin() + " and end with " + end() + ": copy it whole");
    }
    String body = withoutLineBreaks(whole.substring(from, to));
    for (int i = 0; i < body.length(); i++) {
      if (!isBody(body.charAt(i))) {
        throw Refusal.malformed("The text holds a character that does not belong: copy it whole");
      }
    }
    return body;
  }

  /** The dot-separated parts between the lines, exactly as many as asked for. */
  List<String> parts(String text, int count) throws Refusal {
    List<String> parts = List.of(unwrap(text).split("\\.", -1));
    if (parts.size() != count) {
      throw Refusal.malformed("The text has " + parts.size() + " parts, not " + count);
    }
    return parts;
  }

  /**
   * Cuts several armored texts that follow each other into single ones.
   *
   * @throws Refusal {@code malformed} when something else stands before, between or after
   */
  static List<Block> blocks(String text) throws Refusal {
    List<Block> blocks = new ArrayList<>();
    int at = afterLineBreaks(text, 0);
    while (at < text.length()) {
      Block block = blockAt(text, at);
      blocks.add(block);
      at = afterLineBreaks(text, at + block.text().length());
    }
    return blocks;
  }

  private static Block blockAt(String text, int at) throws Refusal {
    for (Armor kind : values()) {
      if (text.startsWith(kind.begin(), at)) {
        int end = text.indexOf(kind.end(), at);
        if (end < 0) {
          break;
        }
        return new Block(kind, text.substring(at, end + kind.end().length()));
      }
    }
    throw Refusal.malformed("The text is not a sequence of armored texts: copy it whole");
  }

  private static int afterLineBreaks(String text, int from) {
    int at = from;
    while (at < text.length() && isLineBreak(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int beforeLineBreaks(String text) {
    int end = text.length();
    while (end > 0 && isLineBreak(text.charAt(end - 1))) {
      end--;
    }
    return Math.max(end, afterLineBreaks(text, 0));
  }

  private static boolean isLineBreak(char c) {
    return c == '\r' || c == '\n';
  }

  private static String withoutLineBreaks(String text) {
    StringBuilder flat = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLineBreak(c)) {
        flat.append(c);
      }
    }
    return flat.toString();
  }

  private static boolean isBody(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  /** One armored text of several. */
  record Block(Armor kind, String text) {}
}
