package org.postern.imap.internal;

import java.util.Set;

/** The formal syntax of response codes (RFC 9051 9, resp-text-code). */
final class CodeSyntax {
  /** Response codes that are a word. */
  private static final Set<String> CODES =
      Set.of(
          "ALREADYEXISTS",
          "AUTHENTICATIONFAILED",
          "AUTHORIZATIONFAILED",
          "CANNOT",
          "CLOSED",
          "COMPRESSIONACTIVE",
          "CORRUPTION",
          "EXPUNGEISSUED",
          "HASCHILDREN",
          "LIMIT",
          "NONEXISTENT",
          "NOPERM",
          "NOTIFICATIONOVERFLOW",
          "NOTSAVED",
          "OVERQUOTA",
          "PRIVACYREQUIRED",
          "READ-ONLY",
          "READ-WRITE",
          "SERVERBUG",
          "TOOBIG",
          "TRYCREATE",
          "UIDREQUIRED",
          "UNAVAILABLE",
          "UNKNOWN-CTE",
          "USEATTR");

  private final SyntaxReader in;

  CodeSyntax(SyntaxReader in) {
    this.in = in;
  }

  /** What follows the name of a code. */
  void code(String code) {
    switch (code) {
      case "UIDVALIDITY", "UIDNEXT", "UNSEEN", "HIGHESTMODSEQ" -> {
        in.space();
        in.nzNumber();
      }
      case "APPENDUID", "COPYUID" -> {
        in.space();
        in.nzNumber();
        in.space();
        in.sequenceSet();
        if (code.equals("COPYUID")) {
          in.space();
          in.sequenceSet();
        }
      }
      case "MODIFIED" -> {
        in.space();
        in.sequenceSet();
      }
      case "PERMANENTFLAGS" -> {
        in.space();
        in.list(
            () -> {
              if (!in.take("\\*")) {
                permanentFlag(in);
              }
            });
      }
      case "CAPABILITY" -> in.each(in::atom);
      case "MAILBOXID" -> {
        in.space();
        FetchSyntax.objectId(in);
      }
      case "BADCHARSET", "BADEVENT" -> {
        in.space();
        in.someList(in::astring);
      }
      case "BADURL" -> {
        in.space();
        in.run("a URL", c -> c > ' ' && c != ']' && c < 127);
      }
      case "NOUPDATE" -> {
        in.space();
        in.string();
      }
      case "INPROGRESS" -> progress();
      case "METADATA" -> {
        in.space();
        String why = in.atom();
        if (why.equals("LONGENTRIES") || why.equals("MAXSIZE")) {
          in.space();
          in.number();
        }
      }
      default -> {
        if (!CODES.contains(code)) {
          throw in.expected("another code than " + code);
        }
      }
    }
  }

  /** RFC 9585 5. */
  private void progress() {
    if (in.take(" (")) {
      in.nstring();
      for (int i = 0; i < 2; i++) {
        in.space();
        if (!in.take("NIL")) {
          in.number();
        }
      }
      in.expect(")");
    }
  }

  /** A flag that FLAGS and PERMANENTFLAGS may have. */
  static void permanentFlag(SyntaxReader in) {
    if (in.flag().equalsIgnoreCase("\\Recent")) {
      // RFC 3501 9, flag
      throw in.expected("another flag than \\Recent");
    }
  }
}
