package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SEARCH (RFC 9051 6.4.4). */
class SearchTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String mail(String from, String to, String subject, String date, String body) {
    return "From: "
        + from
        + "\r\nTo: "
        + to
        + "\r\nSubject: "
        + subject
        + "\r\nDate: "
        + date
        + "\r\nX-Mark: blue\r\n\r\n"
        + body
        + "\r\n";
  }

  private Client client() throws Exception {
    server.with(
        mail("ann@x.test", "bob@y.test", "Hello world", "Mon, 3 Aug 2026 23:30:00 -0500", "needle"),
        mail(
            "cat@x.test",
            "dan@y.test",
            "=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
            "Tue, 4 Aug 2026 10:00:00 +0200",
            "hay"),
        mail(
            "ann@x.test",
            "eve@y.test",
            "Other",
            "Wed, 5 Aug 2026 10:00:00 +0000",
            "more hay, no needles"));
    Client client = server.inbox();
    client.ok("STORE 1 +FLAGS.SILENT (\\Seen \\Flagged)");
    client.ok("STORE 3 +FLAGS.SILENT ($Work \\Answered)");
    return client;
  }

  private static String search(Client client, String keys) throws Exception {
    List<String> lines = client.ok("SEARCH " + keys);
    assertEquals(1, lines.size(), lines.toString());
    return lines.getFirst().substring("* SEARCH".length()).strip();
  }

  @Test
  void allKeys() throws Exception {
    try (Client client = client()) {
      assertEquals("1 2 3", search(client, "ALL"));
      assertEquals("1", search(client, "SEEN"));
      assertEquals("2 3", search(client, "UNSEEN"));
      assertEquals("1", search(client, "FLAGGED"));
      assertEquals("3", search(client, "ANSWERED"));
      assertEquals("1 2", search(client, "UNANSWERED"));
      assertEquals("1 2 3", search(client, "UNDELETED UNDRAFT"));
      assertEquals("3", search(client, "KEYWORD $work"));
      assertEquals("1 2", search(client, "UNKEYWORD $Work"));
      assertEquals("1 3", search(client, "FROM ann"));
      assertEquals("2", search(client, "TO dan@y"));
      assertEquals("", search(client, "CC x"));
      assertEquals("1", search(client, "SUBJECT \"o w\""));
      assertEquals("1 3", search(client, "TEXT NEEDLE"));
      assertEquals("2 3", search(client, "BODY hay"));
      assertEquals("1 2 3", search(client, "HEADER X-Mark \"\""));
      assertEquals("1 2 3", search(client, "HEADER x-mark BLUE"));
      assertEquals("", search(client, "HEADER X-Other \"\""));
      assertEquals("1 2", search(client, "1:2"));
      assertEquals("3", search(client, "*"));
      assertEquals("2 3", search(client, "UID 2:*"));
      assertEquals("2", search(client, "NOT 1 NOT 3"));
      assertEquals("1 3", search(client, "OR SEEN ANSWERED"));
      assertEquals("3", search(client, "(FROM ann UNSEEN)"));
      assertEquals("1 2", search(client, "OR (SEEN FLAGGED) (NOT (FROM ann))"));
      assertEquals("1 2 3", search(client, "SINCE 1-Jan-2020 BEFORE \"1-Jan-2099\""));
      assertEquals("2", search(client, "SENTON 4-Aug-2026"));
      assertEquals("1", search(client, "SENTBEFORE 4-Aug-2026"));
      assertEquals("2 3", search(client, "SENTSINCE 4-Aug-2026"));
      assertEquals("1 2 3", search(client, "LARGER 10 SMALLER 1000"));
      assertEquals("1 2 3", search(client, "NEW").isEmpty() ? "1 2 3" : search(client, "RECENT"));
      assertEquals("2 3", search(client, "NEW"));
      assertEquals("", search(client, "OLD"));
      assertEquals("1 2 3", search(client, "SAVEDSINCE 1-Jan-2020 SAVEDATESUPPORTED"));
      assertEquals("", search(client, "4:9"));
    }
  }

  @Test
  void charsets() throws Exception {
    try (Client client = client()) {
      assertEquals("1", search(client, "CHARSET US-ASCII SUBJECT hello"));
      client.utf8("x SEARCH CHARSET UTF-8 SUBJECT \"gr\u00fc\u00df\"\r\n");
      assertEquals("* SEARCH 2", client.line());
      client.line();
      client.utf8("y SEARCH SUBJECT {7+}\r\nGR\u00dcSSE\r\n");
      assertEquals("* SEARCH 2", client.line());
      client.line();
      client.no("SEARCH CHARSET UTF-16 SUBJECT x", "BADCHARSET (" + SearchCharsets.names() + ")");
    }
  }

  @Test
  void oneOfManyIsWrittenEitherWay() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      assertEquals(
          List.of("* SEARCH 2 3"),
          client.ok("SEARCH " + "OR SUBJECT nothing ".repeat(300) + "OR 2 3"));
      assertEquals(
          List.of("* SEARCH 2 3"),
          client.ok("SEARCH " + "OR ".repeat(301) + "2 3" + " SUBJECT nothing".repeat(300)));
      assertEquals(
          List.of("* SEARCH 1 3"), client.ok("SEARCH OR OR (1 ALL) NOT OR 1 OR 2 3 3 UNDELETED"));
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH OR OR 1 2 3 NOT OR 2 3"));
      client.bad("SEARCH OR OR 1 2").bad("SEARCH OR 1OR 2 3").bad("SEARCH OR 1 OR2 3");
      client.no("SEARCH " + "OR ALL ".repeat(1_001) + "ALL", "LIMIT");
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    try (Client client = server.inbox()) {
      client.bad("SEARCH").bad("SEARCH FOO").bad("SEARCH SINCE 32-Jan-2026");
      client
          .bad("SEARCH SINCE yesterday")
          .bad("SEARCH (ALL")
          .bad("SEARCH NOT")
          .bad("SEARCH OR ALL");
      client.ok("LIST \"\" x");
      client.bad("SEARCH " + "(".repeat(40) + "ALL" + ")".repeat(40));
      client.bad("SEARCH " + "NOT ".repeat(40) + "ALL");
      client.no("SEARCH " + "ALL ".repeat(1001).strip(), "LIMIT");
    }
  }
}
