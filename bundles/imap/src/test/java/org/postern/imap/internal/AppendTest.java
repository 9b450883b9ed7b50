package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** APPEND (RFC 9051 6.3.12). */
class AppendTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void flagsDateAndUid() throws Exception {
    try (Client client = server.inbox()) {
      String done =
          client.append(
              "INBOX", "(\\Seen $Foo) \" 7-Jul-2020 02:44:25 -0700\" ", TestServer.message(1));
      assertTrue(done.matches("OK \\[APPENDUID \\d+ 1] .*"), done);
      assertEquals(
          List.of(
              "* 1 FETCH (UID 1 FLAGS (\\Recent \\Seen $Foo) INTERNALDATE \" 7-Jul-2020 09:44:25"
                  + " +0000\" RFC822.SIZE 85)"),
          client.ok("FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE)").subList(1, 2));
    }
  }

  // RFC 9051 9, date-day-fixed, and what some make of it.
  @Test
  void aDayOfOneDigit() throws Exception {
    try (Client client = server.inbox()) {
      for (String day : List.of("07", " 7", "7")) {
        client.append("INBOX", '"' + day + "-jul-2020 02:44:60 -0700\" ", TestServer.message(1));
        assertTrue(
            client.ok("FETCH * INTERNALDATE").getLast().contains("\" 7-Jul-2020 09:44:59 +0000\""));
      }
      for (String date : List.of("7-jul-2020", "7-jul-2020 2:44:25 -0700", "-7-jul-2020", "7")) {
        client.bad("APPEND INBOX \"" + date + "\" {1+}\r\nx");
      }
    }
  }

  @Test
  void theSelectedMailboxTellsOfItBeforeOk() throws Exception {
    try (Client client = server.inbox()) {
      String message = TestServer.message(1);
      client.raw("x APPEND INBOX {" + message.length() + "}\r\n");
      assertEquals("+ OK", client.line());
      client.raw(message + "\r\n");
      assertEquals("* 1 EXISTS", client.line());
      assertEquals("* 1 RECENT", client.line());
      assertTrue(client.line().startsWith("x OK [APPENDUID "));
    }
  }

  @Test
  void aMissingMailboxIsToldBeforeTheLiteral() throws Exception {
    try (Client client = server.inbox()) {
      client.no("APPEND nothing {10}", "TRYCREATE");
      client.no("APPEND nothing {10+}\r\n0123456789", "TRYCREATE");
      client.ok("NOOP");
    }
  }

  @Test
  void aFullQuotaIsToldBeforeTheLiteral() throws Exception {
    server.store.quota =
        new org.postern.directory.Account.Quota(
            java.util.OptionalLong.of(1_000), java.util.OptionalLong.empty());
    try (Client client = server.inbox()) {
      client.no("APPEND INBOX {5000}", "OVERQUOTA");
      client.no("APPEND INBOX {2000+}\r\n" + "x".repeat(2000), "OVERQUOTA");
      client.append("INBOX", "", TestServer.message(1));
    }
  }

  @Test
  void octetsComeBackAsTheyWere() throws Exception {
    StringBuilder large = new StringBuilder("Subject: large\r\n\r\n");
    java.util.Random random = new java.util.Random(5);
    while (large.length() < 3_000_000) {
      large.append((char) (1 + random.nextInt(255)));
    }
    try (Client client = server.inbox()) {
      client.append("INBOX", "", large.toString());
      String whole = client.ok("FETCH 1 BODY.PEEK[]").getFirst();
      assertEquals("* 1 FETCH (BODY[] {" + large.length() + "}\r\n" + large + ")", whole);
      assertEquals(
          "* 1 FETCH (BODY[]<1000000> {7}\r\n" + large.substring(1_000_000, 1_000_007) + ")",
          client.ok("FETCH 1 BODY.PEEK[]<1000000.7>").getFirst());
    }
  }

  // RFC 9051 4.3, 9: CHAR8 is any octet but NUL; literal8 is for those with NUL.
  @Test
  void nulIsForLiteral8() throws Exception {
    try (Client client = server.inbox()) {
      client.bad("APPEND INBOX {9+}\r\nA: b\0\r\n\r\n");
      client.bad("APPEND INBOX {6+}\r\nA: b\r\n {9+}\r\nA: b\0\r\n\r\n");
      client.bad("APPEND INBOX {200000+}\r\n" + "x".repeat(199_999) + "\0");
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH ALL"));
      client.ok("APPEND INBOX ~{9+}\r\nA: b\0\r\n\r\n");
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    try (Client client = server.inbox()) {
      client.bad("APPEND INBOX").bad("APPEND INBOX foo").bad("APPEND INBOX (\\Seen)");
      client.bad("APPEND INBOX \"32-Jan-2020 00:00:00 +0000\" {6+}\r\nA: b\r\n");
      client.bad("APPEND INBOX (\\Foo) {6+}\r\nA: b\r\n");
    }
  }
}
