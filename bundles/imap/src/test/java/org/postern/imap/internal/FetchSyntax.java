package org.postern.imap.internal;

import java.util.HashSet;
import java.util.Set;

/** The formal syntax of FETCH responses (RFC 9051 9, msg-att, and extensions). */
final class FetchSyntax {
  private final SyntaxReader in;

  FetchSyntax(SyntaxReader in) {
    this.in = in;
  }

  /** RFC 8474 7, objectid in parentheses. */
  static void objectId(SyntaxReader in) {
    in.expect("(");
    in.run("an object id", c -> Character.isLetterOrDigit(c) && c < 127 || c == '_' || c == '-');
    in.expect(")");
  }

  void items() {
    Set<String> told = new HashSet<>();
    in.someList(
        () -> {
          String name =
              in.run("an item", c -> c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.');
          if (!in.sees("[") && !told.add(name)) {
            throw in.expected(name + " once");
          }
          item(name);
        });
  }

  private void item(String name) {
    if (in.sees("[")) {
      section(name);
      return;
    }
    in.space();
    switch (name) {
      case "FLAGS" -> in.list(in::flag);
      case "UID" -> in.nzNumber();
      case "RFC822.SIZE" -> in.number();
      case "MODSEQ" -> {
        in.expect("(");
        in.nzNumber();
        in.expect(")");
      }
      case "INTERNALDATE" -> in.quoted();
      case "SAVEDATE", "PREVIEW" -> in.nstring();
      case "RFC822", "RFC822.HEADER", "RFC822.TEXT" -> in.nstring();
      case "EMAILID" -> objectId(in);
      case "THREADID" -> {
        if (!in.take("NIL")) {
          objectId(in);
        }
      }
      case "ENVELOPE" -> envelope();
      case "BODY" -> body(false);
      case "BODYSTRUCTURE" -> body(true);
      default -> throw in.expected("an item of FETCH");
    }
  }

  private void section(String name) {
    in.expect("[");
    boolean part = false;
    boolean dot = false;
    while (!in.sees("]") && digit()) {
      in.nzNumber();
      part = true;
      dot = in.take(".");
    }
    if (!in.sees("]")) {
      if (!name.equals("BODY") || part && !dot) {
        throw in.expected("]");
      }
      text(part);
    } else if (dot) {
      throw in.expected("a part");
    }
    in.expect("]");
    if (name.equals("BINARY.SIZE")) {
      in.space();
      in.number();
      return;
    }
    if (in.take("<")) {
      in.number();
      in.expect(">");
    }
    in.space();
    if (name.equals("BINARY")) {
      in.nstringOrLiteral8();
    } else {
      in.nstring();
    }
  }

  private boolean digit() {
    return "0123456789".chars().anyMatch(c -> in.sees(Character.toString(c)));
  }

  private void text(boolean ofPart) {
    if (in.take("HEADER.FIELDS.NOT ") || in.take("HEADER.FIELDS ")) {
      in.someList(in::astring);
    } else if (!in.take("HEADER") && !in.take("TEXT") && !(ofPart && in.take("MIME"))) {
      throw in.expected("HEADER, TEXT or MIME");
    }
  }

  private void envelope() {
    in.expect("(");
    in.nstring();
    in.space();
    in.nstring();
    for (int i = 0; i < 6; i++) {
      in.space();
      addresses();
    }
    in.space();
    in.nstring();
    in.space();
    in.nstring();
    in.expect(")");
  }

  private void addresses() {
    if (in.take("NIL")) {
      return;
    }
    in.expect("(");
    do {
      in.expect("(");
      in.nstring();
      for (int i = 0; i < 3; i++) {
        in.space();
        in.nstring();
      }
      in.expect(")");
    } while (in.sees("("));
    in.expect(")");
  }

  private void parameters() {
    if (in.take("NIL")) {
      return;
    }
    in.someList(
        () -> {
          in.string();
          in.space();
          in.string();
        });
  }

  private void body(boolean extended) {
    in.expect("(");
    if (in.sees("(")) {
      do {
        body(extended);
      } while (in.sees("("));
      in.space();
      in.string();
      if (extended) {
        in.space();
        parameters();
        extensions();
      }
    } else {
      onePart(extended);
    }
    in.expect(")");
  }

  private void onePart(boolean extended) {
    boolean text = in.sees("\"text\"") || in.sees("\"TEXT\"");
    in.string();
    in.space();
    boolean message = in.sees("\"rfc822\"") || in.sees("\"global\"");
    in.string();
    in.space();
    parameters();
    in.space();
    in.nstring();
    in.space();
    in.nstring();
    in.space();
    in.string();
    in.space();
    in.number();
    if (message) {
      in.space();
      envelope();
      in.space();
      body(extended);
    }
    if (message || text) {
      in.space();
      in.number();
    }
    if (extended) {
      in.space();
      in.nstring();
      extensions();
    }
  }

  /** All that we have: disposition, language, location. */
  private void extensions() {
    in.space();
    if (!in.take("NIL")) {
      in.expect("(");
      in.string();
      in.space();
      parameters();
      in.expect(")");
    }
    in.space();
    if (in.sees("(")) {
      in.someList(in::string);
    } else {
      in.nstring();
    }
    in.space();
    in.nstring();
  }
}
