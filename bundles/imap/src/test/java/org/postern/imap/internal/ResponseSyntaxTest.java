package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That {@link ResponseSyntax} takes what is right, and notices what is not. */
class ResponseSyntaxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+ OK",
        "+ ",
        "a1 OK [READ-WRITE] SELECT completed",
        "* LIST (\\NonExistent \\Subscribed) \"/\" \"a\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
        "* LIST () NIL a",
        "* 1 FETCH (BODY[1.2.HEADER.FIELDS (a \"b c\")]<0> {3}\r\na\"b UID 7)",
        "* 1 FETCH (BINARY[1] ~{3}\r\na\0b BINARY.SIZE[1] 3)",
        "* 1 FETCH (BODY ((\"text\" \"plain\" NIL NIL NIL \"7BIT\" 1 1) \"mixed\"))",
        "* ESEARCH (TAG \"a\") UID ALL 1:3,7 PARTIAL (-1:-2 NIL)",
        "* ESEARCH (TAG \"a\" MAILBOX \"b\" UIDVALIDITY 3) UID COUNT 0",
        "* THREAD (1)(2 3 (4)(5 6))((7)(8))",
        "* SEARCH 1 2 (MODSEQ 3)",
        "* OK [INPROGRESS (\"a\" 3 NIL)] Searching",
        "* VANISHED (EARLIER) 1:3",
        "* METADATA \"\" (/shared/comment NIL)",
      })
  void isRight(String response) {
    ResponseSyntax.check(response, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "* OK",
        "a OK [FOO] x",
        "a OK [UNSEEN 0] x",
        "a OK x\u00e4",
        "a OK x\ry",
        "* LIST (\\Noselect \\NonExistent) \"/\" a",
        "* LIST (\\HasChildren \\HasNoChildren) \"/\" a",
        "* LIST () \"/\" a b",
        "* LIST () \"/\" \"a\"b",
        "* LIST () \"/\" \"\u00e4\"",
        "* LIST () \"/\" \"a\\b\"",
        "* FLAGS (\\Recent)",
        "* FLAGS (a]b)",
        "* 0 EXPUNGE",
        "* 1 FETCH ()",
        "* 1 FETCH (UID 1 )",
        "* 1 FETCH (UID 1 UID 1)",
        "* 1 FETCH (BODY[MIME] NIL)",
        "* 1 FETCH (BODY[1.] NIL)",
        "* 1 FETCH (BODY[HEADER.FIELDS ()] \"\")",
        "* 1 FETCH (BINARY[TEXT] \"\")",
        "* 1 FETCH (BODY[] {3}\r\nab)",
        "* 1 FETCH (BODY[] {3}\r\na\0b)",
        "* 1 FETCH (PREVIEW {3}\r\na\0b)",
        "* 1 FETCH (ENVELOPE (NIL))",
        "* 1 FETCH (BODY (\"text\" \"plain\" () NIL NIL \"7BIT\" 1 1))",
        "* 1 FETCH (BODY (\"text\" \"plain\" NIL NIL NIL NIL 1 1))",
        "* ESEARCH (TAG \"a\") ALL ",
        "* ESEARCH (TAG \"a\") MIN 1 MIN 1",
        "* THREAD ",
        "* THREAD ((1))",
        "* THREAD (1 (2))",
        "* SEARCH 0",
        "* SEARCH  1",
        "* STATUS a (UIDVALIDITY 0)",
        "* VANISHED 1:*",
        "* FOO",
      })
  void isNoticed(String response) {
    assertThrows(AssertionError.class, () -> ResponseSyntax.check(response, false), response);
  }
}
