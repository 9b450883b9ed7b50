package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections of messages in messages (RFC 9051 6.4.5.1), and envelopes of odd fields (7.5.2). */
class NestedPartsTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static final String INNERMOST = "Subject: c\r\n\r\ninnermost\r\n";
  private static final String MIDDLE =
      "Subject: b\r\nContent-Type: message/rfc822\r\n\r\n" + INNERMOST;
  private static final String OUTER = "Subject: a\r\nContent-Type: message/rfc822\r\n\r\n" + MIDDLE;

  private static final String FIRST = "Subject: d1\r\n\r\nfirst\r\n";
  private static final String SECOND = "Subject: d2\r\n\r\nsecond\r\n";
  private static final String DIGEST =
      "Subject: digest\r\nContent-Type: multipart/digest; boundary=\"d d\"\r\n\r\nbefore\r\n"
          + "--d d \r\n\r\n"
          + FIRST
          + "\r\n--d d\r\nX-Part: two\r\n\r\n"
          + SECOND
          + "\r\n--d d--\r\nafter\r\n";
  private static final String FORWARDED = "Content-Type: message/rfc822\r\n\r\n" + DIGEST;

  private void section(Client client, String section, String octets) throws Exception {
    String expected =
        "* 1 FETCH (BODY[" + section + "] {" + octets.length() + "}\r\n" + octets + ")";
    assertEquals(List.of(expected), client.ok("FETCH 1 BODY.PEEK[" + section + "]"));
  }

  @Test
  void aMessageInAMessageInAMessage() throws Exception {
    server.with(OUTER);
    try (Client client = server.inbox()) {
      section(client, "", OUTER);
      section(client, "TEXT", MIDDLE);
      section(client, "1", MIDDLE);
      section(client, "1.HEADER", MIDDLE.substring(0, MIDDLE.indexOf("\r\n\r\n") + 4));
      section(client, "1.TEXT", INNERMOST);
      section(client, "1.1", INNERMOST);
      section(client, "1.1.HEADER", "Subject: c\r\n\r\n");
      section(client, "1.1.HEADER.FIELDS (SUBJECT)", "Subject: c\r\n\r\n");
      section(client, "1.1.TEXT", "innermost\r\n");
      section(client, "1.1.1", "innermost\r\n");
      assertEquals(
          "* 1 FETCH (BODY[1.1.1.1] NIL)", client.ok("FETCH 1 BODY.PEEK[1.1.1.1]").getFirst());
    }
  }

  @Test
  void aDigestThatIsForwarded() throws Exception {
    server.with(FORWARDED);
    try (Client client = server.inbox()) {
      section(client, "1", DIGEST);
      section(client, "1.TEXT", DIGEST.substring(DIGEST.indexOf("before")));
      section(client, "1.1", FIRST);
      section(client, "1.1.MIME", "\r\n");
      section(client, "1.1.HEADER", "Subject: d1\r\n\r\n");
      section(client, "1.1.TEXT", "first\r\n");
      section(client, "1.1.1", "first\r\n");
      section(client, "1.2", SECOND);
      section(client, "1.2.MIME", "X-Part: two\r\n\r\n");
      section(client, "1.2.TEXT", "second\r\n");
    }
  }

  // RFC 2046 5.1: a part may begin with the empty line, and what looks like fields is its text.
  @Test
  void aPartWithoutAHeader() throws Exception {
    server.with(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nContent-Type: image/gif\r\n"
            + "\r\nGIF?\r\n\r\n--b--\r\n");
    try (Client client = server.inbox()) {
      section(client, "1", "Content-Type: image/gif\r\n\r\nGIF?\r\n");
      section(client, "1.MIME", "\r\n");
      assertEquals(
          "* 1 FETCH (BODY ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 33 3)"
              + " \"mixed\"))",
          client.ok("FETCH 1 BODY").getFirst());
      assertEquals("* 1 FETCH (BODY[2] NIL)", client.ok("FETCH 1 BODY.PEEK[2]").getFirst());
    }
  }

  @Test
  void aBoundaryThatIsFolded() throws Exception {
    server.with(
        "Content-Type: multipart/mixed; boundary=\"one\r\n two\"\r\n\r\n--one two\r\n"
            + "Content-Type: text/x-own\r\n\r\nhi\r\n\r\n--one two--\r\n");
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (BODY ((\"text\" \"x-own\" NIL NIL NIL \"7BIT\" 4 1)" + " \"mixed\"))",
          client.ok("FETCH 1 BODY").getFirst());
    }
  }

  // RFC 9051 7.5.2, "body location": a URI, as RFC 2557 has it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http://a.test/b.png | http://a.test/b.png",
        "(here (it \\) is)) http://a.test/b.png (or was) | http://a.test/b.png",
        "(one)(two) b.png | b.png",
        "http://a.test/wiki/b_(c)_(d) (a page) | http://a.test/wiki/b_(c)_(d)",
        "\"ftp://a.test/long/~ and/~\tlonger.txt\" | ftp://a.test/long/and/longer.txt",
        "(never closed http://a.test | (never closed http://a.test",
        "(nothing) | (nothing)",
      })
  void whereAPartIs(String field, String uri) throws Exception {
    String folded = field.replace("~", "\r\n");
    server.with("Content-Type: image/png\r\nContent-Location: " + folded + "\r\n\r\nx");
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (BODYSTRUCTURE (\"image\" \"png\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL \""
              + uri
              + "\"))",
          client.ok("FETCH 1 BODYSTRUCTURE").getFirst());
    }
  }

  @Test
  void parametersInManyLines() throws Exception {
    server.with(
        "Content-Type: image/png; name=a.png;\r\nContent-Disposition: attachment;\r\n"
            + "   modification-date=\"Sun, 21 Jun 2008 15:32:18 +0000\";\r\n\tsize=482; \r\n"
            + "Content-Language: en, en-CA\r\nContent-MD5: Q2hlY2s=\r\n\r\nx");
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (BODYSTRUCTURE (\"image\" \"png\" (\"name\" \"a.png\") NIL NIL \"7BIT\" 1"
              + " \"Q2hlY2s=\" (\"attachment\" (\"modification-date\" \"Sun, 21 Jun 2008 15:32:18"
              + " +0000\" \"size\" \"482\")) (\"en\" \"en-CA\") NIL))",
          client.ok("FETCH 1 BODYSTRUCTURE").getFirst());
    }
  }

  private static String people(String from) {
    return ("* 1 FETCH (ENVELOPE (NIL NIL " + from + " " + from + " " + from + " ");
  }

  @Test
  void envelopes() throws Exception {
    server.with("From: a@b.test (In a comment)\r\nSender:\r\nReply-To: \r\nTo:\r\n\r\n");
    try (Client client = server.inbox()) {
      assertEquals(
          people("((\"In a comment\" NIL \"a\" \"b.test\"))") + "NIL NIL NIL NIL NIL))",
          client.ok("FETCH 1 ENVELOPE").getFirst());
    }
  }

  @Test
  void routesAndGroups() throws Exception {
    server.with(
        "From: <@one.test,@two.test:a@b.test>\r\nTo: g: c@d.test, E F <e@f.test>;, h:;\r\n\r\n");
    try (Client client = server.inbox()) {
      assertEquals(
          people("((NIL \"@one.test,@two.test\" \"a\" \"b.test\"))")
              + "((NIL NIL \"g\" NIL)(NIL NIL \"c\" \"d.test\")(\"E F\" NIL \"e\" \"f.test\")"
              + "(NIL NIL NIL NIL)(NIL NIL \"h\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL))",
          client.ok("FETCH 1 ENVELOPE").getFirst());
    }
  }
}
