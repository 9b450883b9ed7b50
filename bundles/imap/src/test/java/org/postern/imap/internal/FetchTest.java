package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FETCH and UID FETCH (RFC 9051 6.4.5, 7.5.2). */
class FetchTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static final String MULTIPART =
      "Subject: parts\r\nFrom: \"A B\" <a@b.test>\r\nTo: team: c@d.test;\r\n"
          + "Content-Type: multipart/mixed; boundary=xx\r\n\r\n"
          + "--xx\r\nContent-Type: text/plain; charset=utf-8\r\n"
          + "Content-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A4 llo  \r\nsoft=\r\nly\r\n"
          + "--xx\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nX: y\r\n\r\nbody\r\n"
          + "--xx\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
          + "Content-Transfer-Encoding: base64\r\n"
          + "Content-Disposition: attachment; filename=a.bin\r\n\r\nAAECAwQ=\r\n--xx--\r\n";

  private static String one(Client client, String items) throws Exception {
    List<String> lines = client.ok("FETCH 1 " + items);
    assertEquals(1, lines.size(), lines.toString());
    return lines.getFirst();
  }

  @Test
  void envelopeAndStructure() throws Exception {
    server.with(MULTIPART);
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (ENVELOPE (NIL \"parts\" ((\"A B\" NIL \"a\" \"b.test\")) ((\"A B\" NIL \"a\""
              + " \"b.test\")) ((\"A B\" NIL \"a\" \"b.test\")) ((NIL NIL \"team\" NIL)(NIL NIL"
              + " \"c\" \"d.test\")(NIL NIL NIL NIL)) NIL NIL NIL NIL))",
          one(client, "ENVELOPE"));
      assertEquals(
          "* 1 FETCH (BODY ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL"
              + " \"quoted-printable\" 24 3)(\"message\" \"rfc822\" NIL NIL NIL \"7BIT\" 28 (NIL"
              + " \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) (\"text\" \"plain\" (\"charset\""
              + " \"us-ascii\") NIL NIL \"7BIT\" 4 1) 4)(\"application\" \"octet-stream\" (\"name\""
              + " \"a.bin\") NIL NIL \"base64\" 8) \"mixed\"))",
          one(client, "BODY"));
      assertTrue(
          one(client, "BODYSTRUCTURE")
              .contains("(\"attachment\" (\"filename\" \"a.bin\")) NIL NIL) \"mixed\""));
    }
  }

  @Test
  void sectionsOfParts() throws Exception {
    server.with(MULTIPART);
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (BODY[1] {24}\r\nh=C3=A4 llo  \r\nsoft=\r\nly)", one(client, "BODY.PEEK[1]"));
      assertEquals(
          "* 1 FETCH (BODY[2.HEADER] {24}\r\nSubject: inner\r\nX: y\r\n\r\n)",
          one(client, "BODY.PEEK[2.HEADER]"));
      assertEquals("* 1 FETCH (BODY[2.TEXT] {4}\r\nbody)", one(client, "BODY.PEEK[2.TEXT]"));
      assertEquals("* 1 FETCH (BODY[2.1] {4}\r\nbody)", one(client, "BODY.PEEK[2.1]"));
      assertEquals(
          "* 1 FETCH (BODY[2.HEADER.FIELDS (X)] {8}\r\nX: y\r\n\r\n)",
          one(client, "BODY.PEEK[2.HEADER.FIELDS (x)]"));
      assertTrue(one(client, "BODY.PEEK[3.MIME]").contains("filename=a.bin\r\n\r\n)"));
      assertEquals("* 1 FETCH (BODY[4] NIL)", one(client, "BODY.PEEK[4]"));
      assertEquals("* 1 FETCH (BODY[1.HEADER] NIL)", one(client, "BODY.PEEK[1.HEADER]"));
      client.bad("FETCH 1 BODY[MIME]").bad("FETCH 1 BODY[0]").bad("FETCH 1 BODY[1.]");
    }
  }

  @Test
  void headersAndText() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT \"(X\")] {14}\r\nSubject: 1\r\n\r\n)",
          one(client, "BODY.PEEK[HEADER.FIELDS (subject \"(x\")]"));
      assertEquals(
          "* 1 FETCH (BODY[HEADER.FIELDS.NOT (DATE FROM)] {14}\r\nSubject: 1\r\n\r\n)",
          one(client, "BODY.PEEK[HEADER.FIELDS.NOT (date from)]"));
      assertEquals(
          "* 1 FETCH (BODY[TEXT] {17}\r\none\r\ntwo\r\nthree\r\n)", one(client, "BODY.PEEK[TEXT]"));
      assertEquals("* 1 FETCH (BODY[TEXT]<5> {3}\r\ntwo)", one(client, "BODY.PEEK[TEXT]<5.3>"));
      assertEquals("* 1 FETCH (BODY[TEXT]<90> {0}\r\n)", one(client, "BODY.PEEK[TEXT]<90.3>"));
      assertTrue(one(client, "RFC822.HEADER").startsWith("* 1 FETCH (RFC822.HEADER {68}\r\n"));
      client.bad("FETCH 1 BODY[TEXT]<0.0>").bad("FETCH 1 BODY[HEADER.FIELDS ()]");
      client.bad("FETCH 1 BODY[HEADER.FIELDS ({3+}\r\na\r\n)]");
    }
  }

  /** Fields that were kept when the message came are those of the message, octet by octet. */
  @Test
  void keptFieldsAreThoseOfTheMessage() throws Exception {
    String[] messages = {
      "Subject: a\r\n folded\r\n\tmore\r\nsubject: twice\r\nX-Priority: 1\r\nReceived: x\r\n\r\nTo: b\r\n",
      "Subject : space\r\nFROM: \u00e9\r\nno field\r\n folded\r\nTo: a\r\n\r\nx",
      "\r\nSubject: in the body\r\n",
      "X: y\r\nSubject: no end",
      "To: " + "a@b.test,\r\n ".repeat(1_000) + "z@b.test\r\nSubject: long\r\n\r\nx"
    };
    server.with(messages);
    try (Client client = server.inbox()) {
      for (int i = 1; i <= messages.length; i++) {
        for (String item :
            List.of(
                "BODY.PEEK[HEADER.FIELDS (Subject TO)]",
                "BODY.PEEK[HEADER.FIELDS (FROM X-PRIORITY REFERENCES)]",
                "BODY.PEEK[HEADER.FIELDS (SUBJECT)]<3.9>")) {
          String kept = client.ok("FETCH " + i + " " + item).getFirst();
          String read = client.ok("FETCH " + i + " (" + item + " RFC822.HEADER)").getFirst();
          String fields = kept.substring(0, kept.length() - 1);
          assertEquals(fields + " RFC822.HEADER ", read.substring(0, fields.length() + 15));
        }
      }
      assertTrue(
          one(client, "BODY.PEEK[HEADER.FIELDS (SUBJECT)]").contains("\tmore\r\nsubject: t"));
      assertEquals(
          "* 5 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {17}\r\nSubject: long\r\n\r\n)",
          client.ok("FETCH 5 BODY.PEEK[HEADER.FIELDS (SUBJECT)]").getFirst());
    }
  }

  @Test
  void readingABodySetsSeenAndTellsIt() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      client.ok("SELECT INBOX");
      assertTrue(one(client, "BODY[TEXT]").endsWith(" FLAGS (\\Recent \\Seen))"));
      assertFalse(one(client, "BODY[TEXT]").contains("FLAGS"));
      assertEquals("* 1 FETCH (FLAGS (\\Recent \\Seen))", one(client, "FLAGS"));
      assertEquals(List.of("* SEARCH 2"), client.ok("SEARCH UNSEEN"));
      client.ok("FETCH 2 (BODY.PEEK[] RFC822.HEADER RFC822.SIZE)");
      assertEquals(List.of("* SEARCH 2"), client.ok("SEARCH UNSEEN"));
      client.ok("FETCH 2 RFC822");
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH UNSEEN"));
    }
  }

  @Test
  void macros() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      String fast = one(client, "FAST");
      assertTrue(
          fast.matches(
              "\\* 1 FETCH \\(FLAGS \\(\\\\Recent\\) INTERNALDATE \"[ \\d]\\d-\\w{3}-\\d{4}"
                  + " \\d\\d:\\d\\d:\\d\\d \\+0000\" RFC822.SIZE 85\\)"),
          fast);
      assertTrue(one(client, "all").contains(" ENVELOPE ("));
      assertTrue(one(client, "FULL").contains(" BODY (\"text\" \"plain\""));
    }
  }

  @Test
  void setsAndUids() throws Exception {
    server.withMessages(5);
    try (Client client = server.inbox()) {
      client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      assertEquals(List.of("* 2 FETCH (UID 3)", "* 4 FETCH (UID 5)"), client.ok("FETCH *,2 UID"));
      assertEquals(
          List.of("* 1 FETCH (UID 1)", "* 2 FETCH (UID 3)"), client.ok("UID FETCH 3:1 (UID)"));
      assertEquals(List.of("* 4 FETCH (UID 5)"), client.ok("UID FETCH 99:* UID"));
      assertEquals(List.of(), client.ok("UID FETCH 2,77 FLAGS"));
      client.bad("FETCH 5 UID").bad("FETCH 0 UID").bad("FETCH 1:6 UID").bad("FETCH a UID");
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.bad("FETCH 1").bad("FETCH 1 FOO").bad("FETCH 1 ()").bad("FETCH 1 (FLAGS");
      client.bad("FETCH 1 FLAGS)").bad("FETCH 1 BODY[FOO]").bad("FETCH 1 BODY[");
      client.ok("NOOP");
    }
  }

  @Test
  void outlooksOldNamesDoNotSetSeen() throws Exception {
    server.withMessages(1);
    String message = TestServer.message(1);
    try (Client client = server.inbox()) {
      assertEquals(
          "* 1 FETCH (UID 1 RFC822.SIZE %1$d RFC822 {%1$d}\r\n%2$s)"
              .formatted(message.length(), message),
          client.ok("UID fetch 1 (UID RFC822.SIZE RFC822.peek) ").getFirst());
      assertEquals(
          "* 1 FETCH (RFC822.TEXT {17}\r\none\r\ntwo\r\nthree\r\n)",
          client.ok("FETCH 1 RFC822.TEXT.PEEK").getFirst());
      assertEquals("* 1 FETCH (FLAGS (\\Recent))", client.ok("FETCH 1 FLAGS").getFirst());
    }
  }
}
