package org.postern.imap.internal;

import java.util.function.IntPredicate;

/**
 * Reads a response by the small productions of RFC 9051 9; what does not obey them is an
 * AssertionError. Text is ISO 8859-1, one char an octet.
 */
final class SyntaxReader {
  private static final String ATOM_SPECIALS = "(){%*\"\\]";

  private final String text;
  private final boolean utf8;
  private int at;

  /**
   * @param utf8 whether quoted strings may have octets above 127 (RFC 9051 4.3, RFC 6855 3)
   */
  SyntaxReader(String text, boolean utf8) {
    this.text = text;
    this.utf8 = utf8;
  }

  AssertionError expected(String what) {
    return new AssertionError("expected " + what + " at " + at + " of " + text);
  }

  void end() {
    if (at < text.length()) {
      throw expected("the end");
    }
  }

  boolean atEnd() {
    return at == text.length();
  }

  boolean sees(String what) {
    return text.startsWith(what, at);
  }

  boolean take(String what) {
    boolean there = sees(what);
    at += there ? what.length() : 0;
    return there;
  }

  void expect(String what) {
    if (!take(what)) {
      throw expected(what);
    }
  }

  void space() {
    expect(" ");
  }

  /** One character or more. */
  String run(String what, IntPredicate belongs) {
    int start = at;
    while (at < text.length() && belongs.test(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw expected(what);
    }
    return text.substring(start, at);
  }

  private static boolean atomChar(int c) {
    return c > ' ' && c < 127 && ATOM_SPECIALS.indexOf(c) < 0;
  }

  String atom() {
    return run("an atom", SyntaxReader::atomChar);
  }

  void tag() {
    run("a tag", c -> c != '+' && (atomChar(c) || c == ']'));
  }

  /** A flag; {@code \*} is none. */
  String flag() {
    return (take("\\") ? "\\" : "") + atom();
  }

  long number() {
    return Long.parseLong(run("a number", c -> c >= '0' && c <= '9'));
  }

  void nzNumber() {
    if (sees("0")) {
      throw expected("a number that is not 0");
    }
    number();
  }

  /** A set without {@code *}, which no server sends. */
  void sequenceSet() {
    do {
      nzNumber();
      if (take(":")) {
        nzNumber();
      }
    } while (take(","));
  }

  void quoted() {
    expect("\"");
    while (!take("\"")) {
      if (atEnd()) {
        throw expected("a quotation mark");
      }
      char c = text.charAt(at++);
      if (c == '\\') {
        if (!sees("\"") && !sees("\\")) {
          throw expected("\\ or a quotation mark");
        }
        at++;
      } else if (c == 0 || c == '\r' || c == '\n' || c > 127 && !utf8) {
        at--;
        throw expected("a quoted character");
      }
    }
  }

  private void literal(boolean binary) {
    expect(binary ? "~{" : "{");
    long octets = number();
    expect("}\r\n");
    if (octets > text.length() - at) {
      throw expected(octets + " octets");
    }
    int end = at + (int) octets;
    if (!binary && text.substring(at, end).indexOf(0) >= 0) {
      throw expected("a literal without NUL");
    }
    at = end;
  }

  void string() {
    if (sees("{")) {
      literal(false);
    } else {
      quoted();
    }
  }

  void nstring() {
    if (!take("NIL")) {
      string();
    }
  }

  /** As for BINARY. */
  void nstringOrLiteral8() {
    if (sees("~")) {
      literal(true);
    } else {
      nstring();
    }
  }

  void astring() {
    if (sees("\"") || sees("{")) {
      string();
    } else {
      run("a string or an atom", c -> atomChar(c) || c == ']');
    }
  }

  /** What people read: any ASCII up to the end of the line. */
  void text() {
    while (!atEnd()) {
      char c = text.charAt(at);
      if (c == 0 || c == '\r' || c == '\n' || c > 126) {
        throw expected("text");
      }
      at++;
    }
  }

  /** Each behind a space. */
  void each(Runnable item) {
    while (take(" ")) {
      item.run();
    }
  }

  /** Items in parentheses; there may be none. */
  void list(Runnable item) {
    expect("(");
    if (!take(")")) {
      do {
        item.run();
      } while (take(" "));
      expect(")");
    }
  }

  /** The same, and there is one at least. */
  void someList(Runnable item) {
    if (sees("()")) {
      throw expected("an item");
    }
    list(item);
  }
}
