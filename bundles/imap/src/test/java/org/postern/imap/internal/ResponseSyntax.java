package org.postern.imap.internal;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The formal syntax of what the server says: RFC 9051 9, with what is left of RFC 3501 9, and the
 * extensions that are announced. Each response that a {@link Client} reads is checked by it.
 */
final class ResponseSyntax {
  private static final Set<String> SELECTABILITY =
      Set.of("\\noselect", "\\nonexistent", "\\marked", "\\unmarked");

  private final SyntaxReader in;

  private ResponseSyntax(SyntaxReader in) {
    this.in = in;
  }

  /**
   * Checks a response, its literals in it, without the line end.
   *
   * @param utf8 whether the client has switched UTF-8 on
   */
  static void check(String response, boolean utf8) {
    SyntaxReader in = new SyntaxReader(response, utf8);
    new ResponseSyntax(in).response();
    in.end();
  }

  private void response() {
    if (in.take("+ ")) {
      in.text();
    } else if (!in.take("* ")) {
      in.tag();
      in.space();
      if (!in.take("OK") && !in.take("NO") && !in.take("BAD")) {
        throw in.expected("OK, NO or BAD");
      }
      status();
    } else if (Character.isDigit(peek())) {
      numbered();
    } else {
      named(word());
    }
  }

  private char peek() {
    for (char c = '0'; c <= '9'; c++) {
      if (in.sees(String.valueOf(c))) {
        return c;
      }
    }
    return ' ';
  }

  private String word() {
    return in.run("a word", c -> c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-');
  }

  private void numbered() {
    long number = in.number();
    in.space();
    String word = word();
    if (number == 0 && !word.equals("EXISTS") && !word.equals("RECENT")) {
      throw in.expected("no message 0");
    }
    switch (word) {
      case "EXISTS", "RECENT", "EXPUNGE" -> {}
      case "FETCH", "UIDFETCH" -> {
        in.space();
        new FetchSyntax(in).items();
      }
      default -> throw in.expected("something of a number");
    }
  }

  private void named(String word) {
    switch (word) {
      case "OK", "NO", "BAD", "BYE" -> status();
      case "CAPABILITY", "ENABLED" -> in.each(in::atom);
      case "SEARCH", "SORT" -> numbers();
      case "ESEARCH" -> extendedSearch();
      case "THREAD" -> {
        if (in.take(" ")) {
          do {
            thread();
          } while (!in.atEnd());
        }
      }
      default -> {
        in.space();
        spaced(word);
      }
    }
  }

  private void spaced(String word) {
    switch (word) {
      case "FLAGS" -> in.list(() -> CodeSyntax.permanentFlag(in));
      case "LIST", "LSUB" -> mailboxList();
      case "STATUS" -> {
        in.astring();
        in.space();
        in.list(this::figure);
      }
      case "VANISHED" -> {
        in.take("(EARLIER) ");
        in.sequenceSet();
      }
      case "NAMESPACE" -> {
        namespace();
        in.space();
        namespace();
        in.space();
        namespace();
      }
      case "ID" -> {
        if (!in.take("NIL")) {
          in.someList(
              () -> {
                in.string();
                in.space();
                in.nstring();
              });
        }
      }
      case "QUOTAROOT", "ACL", "LISTRIGHTS", "MYRIGHTS" -> {
        // RFC 9208 7, RFC 4314 8
        in.astring();
        in.each(in::astring);
      }
      case "QUOTA" -> {
        in.astring();
        in.space();
        in.list(
            () -> {
              in.atom();
              in.space();
              in.number();
              in.space();
              in.number();
            });
      }
      case "METADATA" -> metadata();
      default -> throw in.expected("a known response");
    }
  }

  private void status() {
    in.space();
    if (in.take("[")) {
      new CodeSyntax(in).code(in.run("a code", c -> c > ' ' && c != ']' && c < 127));
      in.expect("]");
      if (in.atEnd()) {
        return;
      }
      in.space();
    }
    in.text();
  }

  private void numbers() {
    while (in.take(" ")) {
      if (in.take("(MODSEQ ")) {
        in.nzNumber();
        in.expect(")");
        break;
      }
      in.nzNumber();
    }
  }

  /** RFC 9051 7.3.4, RFC 5267 5, RFC 7377 2.1, RFC 9394 4. */
  private void extendedSearch() {
    if (in.take(" (")) {
      in.expect("TAG ");
      in.string();
      if (in.take(" MAILBOX ")) {
        in.astring();
        in.expect(" UIDVALIDITY ");
        in.nzNumber();
      }
      in.expect(")");
    }
    in.take(" UID");
    Set<String> told = new HashSet<>();
    while (in.take(" ")) {
      String item = word();
      if (!told.add(item)) {
        throw in.expected(item + " once");
      }
      in.space();
      switch (item) {
        case "MIN", "MAX", "MODSEQ" -> in.nzNumber();
        case "COUNT" -> in.number();
        case "ALL" -> in.sequenceSet();
        case "PARTIAL" -> partial();
        case "ADDTO", "REMOVEFROM" ->
            in.someList(
                () -> {
                  in.number();
                  in.space();
                  in.sequenceSet();
                });
        default -> throw in.expected("an item of ESEARCH");
      }
    }
  }

  private void partial() {
    in.expect("(");
    boolean fromEnd = in.take("-");
    in.nzNumber();
    in.expect(fromEnd ? ":-" : ":");
    in.nzNumber();
    in.space();
    if (!in.take("NIL")) {
      in.sequenceSet();
    }
    in.expect(")");
  }

  /** RFC 5256 4, thread-list. */
  private void thread() {
    in.expect("(");
    boolean members = !in.sees("(");
    if (members) {
      do {
        in.nzNumber();
      } while (in.take(" ") && !in.sees("("));
    }
    int nested = 0;
    while (in.sees("(")) {
      thread();
      nested++;
    }
    if (nested == 1) {
      throw in.expected("a second thread");
    }
    in.expect(")");
  }

  private void mailboxList() {
    Set<String> attributes = new HashSet<>();
    in.list(
        () -> {
          if (!attributes.add(in.flag().toLowerCase(Locale.ROOT))) {
            throw in.expected("each attribute once");
          }
        });
    if (attributes.stream().filter(SELECTABILITY::contains).count() > 1
        || attributes.contains("\\haschildren") && attributes.contains("\\hasnochildren")) {
      throw in.expected("attributes that agree");
    }
    in.space();
    in.nstring();
    in.space();
    in.astring();
    if (in.take(" ")) {
      in.someList(
          () -> {
            in.astring();
            in.space();
            in.list(in::astring);
          });
    }
  }

  private void figure() {
    String item = word();
    in.space();
    switch (item) {
      case "MAILBOXID" -> FetchSyntax.objectId(in);
      case "UIDVALIDITY" -> in.nzNumber();
      case "MESSAGES",
          "RECENT",
          "UIDNEXT",
          "UNSEEN",
          "DELETED",
          "DELETED-STORAGE",
          "SIZE",
          "HIGHESTMODSEQ",
          "APPENDLIMIT" ->
          in.number();
      default -> throw in.expected("an item of STATUS");
    }
  }

  private void namespace() {
    if (in.take("NIL")) {
      return;
    }
    in.expect("(");
    do {
      in.expect("(");
      in.string();
      in.space();
      in.nstring();
      in.expect(")");
    } while (in.sees("("));
    in.expect(")");
  }

  /** RFC 5464 5. */
  private void metadata() {
    in.astring();
    in.space();
    if (in.sees("(")) {
      in.someList(
          () -> {
            in.astring();
            in.space();
            in.nstringOrLiteral8();
          });
    } else {
      in.astring();
      in.each(in::astring);
    }
  }
}
