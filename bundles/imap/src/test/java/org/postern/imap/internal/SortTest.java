package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SORT (RFC 5256 2, 3), SORT=DISPLAY (RFC 5957 3), ESORT (RFC 5267 3). */
class SortTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String mail(String from, String subject, String date, int size) {
    return "From: "
        + from
        + "\r\nTo: x@y.test\r\nSubject: "
        + subject
        + "\r\nDate: "
        + date
        + "\r\n\r\n"
        + "z".repeat(size)
        + "\r\n";
  }

  private Client client() throws Exception {
    List<String> mails =
        List.of(
            mail("\"Zoe\" <bob@x.test>", "Re: beta", "Tue, 4 Aug 2026 10:00:00 +0000", 30),
            mail("ann@x.test", "alpha", "Mon, 3 Aug 2026 10:00:00 +0000", 10),
            mail("\"Abe\" <cat@x.test>", "[list] beta", "Wed, 5 Aug 2026 10:00:00 +0000", 20));
    Client client = server.inbox();
    for (int i = 0; i < mails.size(); i++) {
      // The machine's clock may be set back between two of them.
      client.append("INBOX", "\"0" + (i + 1) + "-Sep-2026 10:00:00 +0000\" ", mails.get(i));
    }
    return client;
  }

  private static String sort(Client client, String what) throws Exception {
    return client.ok("SORT " + what).getFirst();
  }

  @Test
  void byEachKey() throws Exception {
    try (Client client = client()) {
      assertEquals("* SORT 2 1 3", sort(client, "(DATE) UTF-8 ALL"));
      assertEquals("* SORT 3 1 2", sort(client, "(REVERSE DATE) UTF-8 ALL"));
      assertEquals("* SORT 2 3 1", sort(client, "(SIZE) US-ASCII ALL"));
      assertEquals("* SORT 2 1 3", sort(client, "(FROM) UTF-8 ALL"));
      assertEquals("* SORT 3 2 1", sort(client, "(DISPLAYFROM) UTF-8 ALL"));
      assertEquals("* SORT 2 1 3", sort(client, "(SUBJECT DATE) UTF-8 ALL"));
      assertEquals("* SORT 2 3 1", sort(client, "(SUBJECT REVERSE DATE) UTF-8 ALL"));
      assertEquals("* SORT 1 2 3", sort(client, "(TO ARRIVAL CC DISPLAYTO) UTF-8 ALL"));
      assertEquals("* SORT 1 3", sort(client, "(DATE) UTF-8 SUBJECT beta"));
      assertEquals("* SORT", sort(client, "(DATE) UTF-8 SUBJECT none"));
      assertEquals(List.of("* SORT 2 1 3"), client.ok("UID SORT (DATE) UTF-8 ALL"));
      client.bad("SORT (FOO) UTF-8 ALL").bad("SORT () UTF-8 ALL").bad("SORT (DATE) UTF-8");
      client.no("SORT (DATE) EBCDIC ALL", "BADCHARSET (" + SearchCharsets.names() + ")");
    }
  }

  @Test
  void extendedResults() throws Exception {
    try (Client client = client()) {
      String line = sort(client, "RETURN (MIN MAX ALL COUNT) (DATE) UTF-8 ALL");
      assertTrue(line.endsWith(") MIN 2 MAX 3 ALL 2,1,3 COUNT 3"), line);
      line = sort(client, "RETURN (PARTIAL -1:-2) (DATE) UTF-8 ALL");
      assertTrue(line.endsWith(") PARTIAL (-1:-2 1,3)"), line);
      // RFC 5267 3.2: ranges only grow.
      line = sort(client, "RETURN () (ARRIVAL) UTF-8 ALL");
      assertTrue(line.endsWith(") ALL 1:3"), line);
      line = sort(client, "RETURN () (REVERSE ARRIVAL) UTF-8 ALL");
      assertTrue(line.endsWith(") ALL 3,2,1"), line);
      line = sort(client, "RETURN (PARTIAL 3:2) (ARRIVAL) UTF-8 ALL");
      assertTrue(line.endsWith(") PARTIAL (2:3 2:3)"), line);
      line = sort(client, "RETURN (PARTIAL 10:20) (DATE) UTF-8 ALL");
      assertTrue(line.endsWith(") PARTIAL (10:20 NIL)"), line);
    }
  }

  @Test
  void baseSubjects() {
    assertEquals(new BaseSubject("HELLO", true), BaseSubject.of("Re: hello (fwd)"));
    assertEquals(new BaseSubject("HELLO", true), BaseSubject.of("RE[2]: Fw: [a] [b] re : Hello  "));
    assertEquals(new BaseSubject("HELLO", true), BaseSubject.of("[Fwd: hello]"));
    assertEquals(new BaseSubject("[A]", false), BaseSubject.of("[a]"));
    assertEquals(new BaseSubject("X Y", false), BaseSubject.of("[a] x \t y"));
    assertEquals(new BaseSubject("\u00c4", true), BaseSubject.of("Re: =?utf-8?q?=C3=A4?="));
    assertEquals(new BaseSubject("", false), BaseSubject.of(null));
    assertEquals(new BaseSubject("REPLY", false), BaseSubject.of("reply"));
  }
}
