package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CHARSET of SEARCH, SORT, THREAD and ESEARCH (RFC 9051 6.4.4, RFC 5256 3, RFC 7377 2.1). */
class SearchCharsetTest {
  /** Charsets with a text that can be said in them. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("ISO-8859-1", "gr\u00fc\u00df"),
          Map.entry("iso-8859-15", "10 \u20ac"),
          Map.entry("ISO-8859-2", "\u0141\u00f3d\u017a"),
          Map.entry("ISO-8859-7", "\u03b1\u03b2\u03b3"),
          Map.entry("windows-1252", "\u201egr\u00fc\u00df"),
          Map.entry("cp1251", "\u043f\u0440\u0438\u0432\u0435\u0442"),
          Map.entry("KOI8-R", "\u043f\u0440\u0438\u0432\u0435\u0442"),
          Map.entry("KOI8-U", "\u0457\u0436\u0430"),
          Map.entry("Shift_JIS", "\u65e5\u672c\u8a9e\u8868"),
          Map.entry("EUC-JP", "\u65e5\u672c\u8a9e"),
          Map.entry("ISO-2022-JP", "\u65e5\u672c\u8a9e"),
          Map.entry("EUC-KR", "\ud55c\uad6d\uc5b4"),
          Map.entry("GB2312", "\u4e2d\u6587"),
          Map.entry("GB18030", "\u4e2d\u6587\ud840\udc00"),
          Map.entry("Big5", "\u4e2d\u6587"),
          Map.entry("UTF8", "\u4e2d\u6587"));

  @RegisterExtension final TestServer server = new TestServer();

  private static String octets(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static String literal(byte[] octets) {
    return "{" + octets.length + "+}\r\n" + octets(octets);
  }

  @Test
  void textIsFoundInWhateverCharsetItIsAskedFor() throws Exception {
    try (Client client = server.inbox()) {
      client.append("INBOX", "", "Subject: nothing\r\n\r\nnothing\r\n");
      for (Map.Entry<String, String> each : TEXTS.entrySet()) {
        String name = each.getKey();
        byte[] asked = each.getValue().getBytes(Charset.forName(name));
        byte[] utf8 = each.getValue().getBytes(StandardCharsets.UTF_8);
        client.append(
            "INBOX",
            "",
            "Subject: "
                + octets(utf8)
                + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx "
                + octets(utf8)
                + " y\r\n");
        String last = client.ok("SEARCH *").getFirst();
        for (String key : List.of("SUBJECT ", "BODY ", "TEXT ", "HEADER Subject ")) {
          String found =
              client.ok("SEARCH CHARSET " + name + " * " + key + literal(asked)).getFirst();
          assertEquals(last, found, name + " " + key);
          found = client.ok("SEARCH CHARSET \"" + name + "\" 1 " + key + literal(asked)).getFirst();
          assertEquals("* SEARCH", found, name + " " + key);
        }
        String sorted = client.ok("SORT (DATE) " + name + " * BODY " + literal(asked)).getFirst();
        assertEquals(last.replace("SEARCH", "SORT"), sorted, name);
        String threads =
            client.ok("THREAD ORDEREDSUBJECT " + name + " * BODY " + literal(asked)).getFirst();
        assertTrue(threads.matches("\\* THREAD \\(\\d+\\)"), threads);
        String everywhere =
            client
                .ok(
                    "ESEARCH IN (INBOXES) RETURN (COUNT) CHARSET "
                        + name
                        + " BODY "
                        + literal(asked))
                .getFirst();
        assertTrue(everywhere.endsWith(" COUNT 1") || everywhere.endsWith(" COUNT 2"), everywhere);
        client.ok("STORE 2:* +FLAGS.SILENT (\\Deleted)");
        client.ok("EXPUNGE");
      }
      // The next command is in UTF-8 again.
      client.utf8("x SEARCH SUBJECT \"\u00e9\"\r\n");
      assertEquals("* SEARCH", client.line());
    }
  }

  @Test
  void othersAreRefusedWithTheNamesOfThese() throws Exception {
    try (Client client = server.inbox()) {
      for (String name : List.of("UTF-16", "UTF-32", "IBM037", "X-UNKNOWN", "\"a b\"", "UTF-7")) {
        String line = client.run("SEARCH CHARSET " + name + " ALL").getLast();
        assertTrue(line.startsWith("NO [BADCHARSET (US-ASCII UTF-8 ISO-8859-1 "), line);
      }
      // A string that is none of the charset's.
      client.bad("SEARCH CHARSET EUC-JP SUBJECT {1+}\r\n\u00ff");
      client.bad("SEARCH CHARSET UTF-8 SUBJECT {1+}\r\n\u00ff");
    }
  }
}
