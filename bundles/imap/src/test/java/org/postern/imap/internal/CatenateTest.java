package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CATENATE (RFC 4469) with URLs (RFC 5092) and URL-PARTIAL (RFC 5550 5.7.1). */
class CatenateTest {
  private static final String BODY = "one\r\ntwo\r\nthree\r\n";

  @RegisterExtension final TestServer server = new TestServer();

  private Client client() throws Exception {
    server.with(TestServer.message(1));
    return server.inbox();
  }

  private static long uidValidity(Client client) throws Exception {
    String status = client.ok("STATUS INBOX (UIDVALIDITY)").getFirst();
    return Long.parseLong(status.replaceAll("\\D", ""));
  }

  private static String text(String text) {
    return "TEXT {" + text.length() + "+}\r\n" + text;
  }

  private static String body(Client client, int number) throws Exception {
    return client
        .ok("FETCH " + number + " BODY.PEEK[]")
        .getFirst()
        .replaceAll("(?s).*?\\{\\d+}\r\n(.*)\\)", "$1");
  }

  // RFC 4469 3
  @Test
  void textAndUrlsBecomeOneMessage() throws Exception {
    try (Client client = client()) {
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" CATENATE URL-PARTIAL "));
      String done =
          client
              .run(
                  "APPEND INBOX (\\Draft) CATENATE ("
                      + text("Subject: new\r\n")
                      + " URL \"/INBOX;UIDVALIDITY="
                      + uidValidity(client)
                      + "/;UID=1/;section=HEADER\" URL /INBOX/;UID=1/;SECTION=TEXT "
                      + text("end\r\n")
                      + ")")
              .getLast();
      assertTrue(done.matches("OK \\[APPENDUID \\d+ 2] .*"), done);
      String header =
          TestServer.message(1).substring(0, TestServer.message(1).length() - BODY.length());
      assertEquals("Subject: new\r\n" + header + BODY + "end\r\n", body(client, 2));
      assertTrue(client.ok("FETCH 1:2 FLAGS").getFirst().contains("FLAGS (\\Recent)"));
      assertTrue(client.ok("FETCH 2 FLAGS").getFirst().contains("\\Draft"));
      assertTrue(client.ok("FETCH 2 ENVELOPE").getFirst().contains("\"new\""));
    }
  }

  // RFC 5092 6.1.3, 11
  @Test
  void anySectionAndAnyRangeOfIt() throws Exception {
    try (Client client = client()) {
      client.ok("CREATE \"a b/&AOQ-;\"");
      client.append("\"a b/&AOQ-;\"", "", TestServer.message(7));
      for (List<String> pair :
          List.of(
              List.of("/INBOX/;UID=1/;SECTION=1", BODY),
              List.of("/INBOX/;UID=1/;SECTION=TEXT/;PARTIAL=5.3", "two"),
              List.of("/INBOX/;UID=1/;SECTION=TEXT/;PARTIAL=10", "three\r\n"),
              List.of("/INBOX/;UID=1/;PARTIAL=0.7", "Subject"),
              List.of(
                  "/INBOX/;UID=1/;SECTION=HEADER.FIELDS%20(subject)/;PARTIAL=0.10", "Subject: 1"),
              List.of("/inbox/;uid=1/;section=text/;partial=0.3", "one"),
              List.of("imap://127.0.0.1/INBOX/;UID=1/;SECTION=1", BODY),
              List.of(
                  "imap://anna%40example.test;AUTH=*@localhost:143/INBOX/;UID=1/;SECTION=1", BODY),
              List.of("/a%20b/%C3%A4%3B/;UID=1/;SECTION=1", BODY))) {
        client.ok(
            "APPEND INBOX CATENATE (" + text("A: b\r\n\r\n") + " URL \"" + pair.get(0) + "\")");
        assertEquals("A: b\r\n\r\n" + pair.get(1), body(client, last(client)), pair.get(0));
      }
    }
  }

  private static int last(Client client) throws Exception {
    return Integer.parseInt(client.ok("STATUS INBOX (MESSAGES)").getFirst().replaceAll("\\D", ""));
  }

  // RFC 4469 4.1
  @Test
  void aUrlThatLeadsNowhereIsToldAndNothingIsStored() throws Exception {
    try (Client client = client();
        Client bob = server.connect().login("bob")) {
      bob.ok("CREATE secret");
      bob.append("secret", "", TestServer.message(9));
      for (String url :
          List.of(
              "/INBOX/;UID=2",
              "/INBOX/;UID=0",
              "/INBOX;UIDVALIDITY=1/;UID=1",
              "/nothing/;UID=1",
              "/user/bob%40example.test/secret/;UID=1",
              "/INBOX/;UID=1/;SECTION=7",
              "/INBOX/;UID=1/;SECTION=1.HEADER",
              "/INBOX/;UID=1/;SECTION=NONSENSE",
              "/INBOX/;UID=1/;SECTION=HEADER.FIELDS%20({1})",
              "/INBOX/;UID=1/;SECTION=%ff",
              "/INBOX/;UID=1;EXPIRE=2030-01-01T00:00:00Z;URLAUTH=anonymous",
              "/INBOX",
              "INBOX/;UID=1",
              "//INBOX/;UID=1",
              "http://127.0.0.1/INBOX/;UID=1",
              "imap://elsewhere.test/INBOX/;UID=1",
              "imap://bob%40example.test@127.0.0.1/INBOX/;UID=1")) {
        client.no(
            "APPEND INBOX CATENATE ("
                + text("A: b\r\n\r\n")
                + " URL \""
                + url
                + "\" "
                + text("behind")
                + ")",
            "BADURL " + url);
      }
      client.no("APPEND INBOX CATENATE (URL \"/a] b\")", "BADURL /a%5D%20b");
      client.no("APPEND INBOX CATENATE (URL \"\")", "");
      String far = "/INBOX/;UID=9999999999";
      client.no("APPEND INBOX CATENATE (URL " + far + ")", "BADURL " + far);
      assertEquals(1, last(client));
      bob.ok("SETACL secret anna@example.test lr");
      client.ok("APPEND INBOX CATENATE (URL \"/user/bob%40example.test/secret/;UID=1\")");
      assertEquals(TestServer.message(9), body(client, 2));
    }
  }

  // RFC 4469 4.2
  @Test
  void piecesAreSummedBeforeTheyAreAccepted() throws Exception {
    try (Client client = client()) {
      client.no("APPEND INBOX CATENATE (TEXT {52428801}", "TOOBIG");
      client.no("APPEND INBOX CATENATE (" + text("A: b\r\n") + " TEXT {52428795}", "TOOBIG");
      client.no("APPEND INBOX CATENATE (TEXT {999999999999999999}", "TOOBIG");
      assertEquals(1, last(client));
    }
    server.store.quota =
        new org.postern.directory.Account.Quota(
            java.util.OptionalLong.of(1_000), java.util.OptionalLong.empty());
    try (Client client = server.inbox()) {
      client.no("APPEND INBOX CATENATE (" + text("x".repeat(500)) + " TEXT {600}", "OVERQUOTA");
      client.no(
          "APPEND INBOX CATENATE ("
              + text("x".repeat(900))
              + " URL /INBOX/;UID=1 URL /INBOX/;UID=1)",
          "OVERQUOTA");
      assertEquals(1, last(client));
    }
  }

  // RFC 4469 5: a literal that waits is asked for one by one.
  @Test
  void synchronizingLiteralsAreAskedFor() throws Exception {
    try (Client client = client()) {
      client.raw("x APPEND INBOX CATENATE (TEXT {8}\r\n");
      assertEquals("+ OK", client.line());
      client.raw("A: b\r\n\r\n URL /INBOX/;UID=1/;SECTION=1 TEXT {4}\r\n");
      assertEquals("+ OK", client.line());
      client.raw("end!)\r\n");
      assertTrue(client.answer("x").getLast().startsWith("OK [APPENDUID "));
      assertEquals("A: b\r\n\r\n" + BODY + "end!", body(client, 2));
    }
  }

  // RFC 3502, RFC 3516 4.4, RFC 6855 4, RFC 8508
  @Test
  void withMultiAppendBinaryUtf8AndReplace() throws Exception {
    try (Client client = client()) {
      String done =
          client
              .run(
                  "APPEND INBOX (\\Seen) CATENATE (TEXT ~{12+}\r\nA: b\r\n\r\n\1\2\r\n"
                      + " URL /INBOX/;UID=1/;SECTION=1) {6+}\r\nC: d\r\n CATENATE ("
                      + text("E: f\r\n")
                      + ")")
              .getLast();
      assertTrue(done.matches("OK \\[APPENDUID \\d+ 2:4] .*"), done);
      assertEquals("A: b\r\n\r\n\1\2\r\n" + BODY, body(client, 2));
      client.bad("APPEND INBOX CATENATE (TEXT {3+}\r\na\0b)");
      client.bad("APPEND INBOX CATENATE (UTF8 (~{6+}\r\nA: b\r\n))");
      client.no("APPEND INBOX " + "{6+}\r\nC: d\r\n CATENATE (URL /x/;UID=1)", "BADURL /x/;UID=1");
      assertEquals(4, last(client));
      client.ok("ENABLE UTF8=ACCEPT");
      client.ok(
          "APPEND INBOX CATENATE (UTF8 (~{8+}\r\nA: b\r\n\r\n) URL /INBOX/;UID=1/;SECTION=1)");
      assertEquals("A: b\r\n\r\n" + BODY, body(client, 5));
      client.ok("REPLACE 5 INBOX CATENATE (" + text("A: c\r\n\r\n") + " URL /INBOX/;UID=5)");
      assertEquals("A: c\r\n\r\nA: b\r\n\r\n" + BODY, body(client, 5));
    }
  }

  @Test
  void largePiecesGoToTheDiskAsTheyCome() throws Exception {
    StringBuilder large = new StringBuilder("Subject: large\r\n\r\n");
    java.util.Random random = new java.util.Random(4469);
    while (large.length() < 3_000_000) {
      large.append((char) (1 + random.nextInt(255)));
    }
    try (Client client = client()) {
      client.append("INBOX", "", large.toString());
      client.ok(
          "APPEND INBOX CATENATE (URL /INBOX/;UID=2 "
              + text(large.toString())
              + " URL /INBOX/;UID=2/;PARTIAL=1000000.70000)");
      assertEquals(
          large.toString() + large + large.substring(1_000_000, 1_070_000), body(client, 3));
      client.ok("APPEND INBOX CATENATE (URL /INBOX/;UID=2/;PARTIAL=0.65537)");
      assertEquals(large.substring(0, 65_537), body(client, 4));
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    try (Client client = client()) {
      client.bad("APPEND INBOX CATENATE ()").bad("APPEND INBOX CATENATE (TEXT abc)");
      client.bad("APPEND INBOX CATENATE (FILE \"/etc/passwd\")");
      client.bad("APPEND INBOX CATENATE (" + text("A: b\r\n") + text("x") + ")");
      client.bad("APPEND INBOX CATENATE (" + text("A: b\r\n") + " )");
      client.bad("APPEND INBOX CATENATE " + text("A: b\r\n") + "");
      client.no("APPEND INBOX CATENATE (TEXT {0+}\r\n)", "");
      String many = " URL /INBOX/;UID=1/;PARTIAL=0.1".repeat(1_001).substring(1);
      client.no("APPEND INBOX CATENATE (" + many + ")", "LIMIT");
      assertEquals(1, last(client));
      client.ok("NOOP");
    }
  }
}
