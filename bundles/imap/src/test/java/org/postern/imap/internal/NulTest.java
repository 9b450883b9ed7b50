package org.postern.imap.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.directory.Account;

/**
 * Messages with NUL (RFC 9051 4.3.1, RFC 3516): nothing but literal8 ever has one. The client of
 * the tests looks at each answer.
 */
class NulTest {
  private static final String BINARY =
      "Content-Type: application/x\r\nContent-Transfer-Encoding: binary\r\n\r\n";

  /** A multipart with a text, a part with NUL, and a message with one. */
  private static final String MIXED =
      "Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
          + "Content-Transfer-Encoding: binary\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
          + BINARY
          + "\0\1\n\2\r\n--b\r\nContent-Type: message/rfc822\r\n"
          + "Content-Transfer-Encoding: binary\r\n\r\nSubject: inner\r\n\r\na\0b\r\n--b--\r\n";

  @RegisterExtension final TestServer server = new TestServer();

  private static String literal8(String message) {
    return "~{" + message.length() + "+}\r\n" + message;
  }

  /** The literal of the only item of an answer. */
  private static String octets(Client client, String fetch) throws Exception {
    List<String> lines = client.ok(fetch);
    assertEquals(1, lines.size(), lines.toString());
    Matcher matcher = Pattern.compile("(?s).* ~?\\{(\\d+)}\r\n(.*)\\)").matcher(lines.getFirst());
    assertTrue(matcher.matches(), lines.toString());
    assertEquals(Integer.parseInt(matcher.group(1)), matcher.group(2).length());
    return matcher.group(2);
  }

  private static long number(Client client, String item) throws Exception {
    Matcher matcher = Pattern.compile(".* (\\d+)\\)").matcher(client.ok(item).getFirst());
    assertTrue(matcher.matches());
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void partsWithItAreStoredInBase64() throws Exception {
    try (Client client = server.inbox()) {
      client.ok("APPEND INBOX " + literal8(MIXED));
      String stored =
          MIXED
              .replace(BINARY + "\0\1\n\2", BINARY.replace("binary", "base64") + "AAEKAg==")
              .replace(
                  "inner\r\n\r\na\0b",
                  "inner\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nYQBi");
      assertEquals(stored, octets(client, "FETCH 1 BODY.PEEK[]"));
      assertEquals(stored.length(), number(client, "FETCH 1 RFC822.SIZE"));
      String structure = client.ok("FETCH 1 BODY").getFirst();
      assertTrue(structure.contains("\"application\" \"x\" NIL NIL NIL \"base64\" 8)"), structure);
      assertTrue(structure.contains("NIL NIL \"base64\" 4 1) 5)"), structure);
      assertTrue(structure.contains("NIL NIL \"7BIT\" 4 1)"), structure);
      assertEquals("AAEKAg==", octets(client, "FETCH 1 BODY.PEEK[2]"));
      assertEquals("\0\1\n\2", octets(client, "FETCH 1 BINARY.PEEK[2]"));
      assertEquals(4, number(client, "FETCH 1 BINARY.SIZE[2]"));
      assertEquals("a\0b", octets(client, "FETCH 1 BINARY.PEEK[3.1]"));
      assertEquals("text", octets(client, "FETCH 1 BODY.PEEK[1]"));
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH LARGER " + MIXED.length()));
    }
  }

  @Test
  void whateverTheCommand() throws Exception {
    String body = "\0".repeat(1_000);
    String large = BINARY + "xyz\0".repeat(100_000);
    try (Client client = server.inbox()) {
      client.ok(
          "APPEND INBOX (\\Seen) "
              + literal8(BINARY + body)
              + " {6+}\r\nA: b\r\n "
              + literal8(large));
      client.ok(
          "APPEND INBOX CATENATE (TEXT " + literal8(BINARY) + " TEXT " + literal8("\0") + ")");
      client.ok(
          "APPEND INBOX CATENATE (TEXT "
              + literal8(large)
              + " TEXT {3+}\r\nend URL /INBOX/;UID=1/;SECTION=TEXT)");
      client.ok("REPLACE 2 INBOX " + literal8(MIXED));
      assertEquals(body, octets(client, "UID FETCH 1 BINARY.PEEK[1]"));
      assertEquals(large.substring(BINARY.length()), octets(client, "UID FETCH 3 BINARY.PEEK[1]"));
      assertEquals("\0", octets(client, "UID FETCH 4 BINARY.PEEK[1]"));
      String together = octets(client, "UID FETCH 5 BINARY.PEEK[1]");
      assertTrue(together.startsWith(large.substring(BINARY.length()) + "end"));
      assertEquals("\0\1\n\2", octets(client, "UID FETCH 6 BINARY.PEEK[2]"));
      client.ok("FETCH 1:* (RFC822.SIZE BODY.PEEK[] BODYSTRUCTURE)");
    }
  }

  @Test
  void theQuotaIsOfWhatIsStored() throws Exception {
    server.store.quota = new Account.Quota(OptionalLong.of(20_000), OptionalLong.empty());
    String fits = BINARY + "\0".repeat(18_000);
    try (Client client = server.inbox()) {
      client.no("APPEND INBOX " + literal8(fits), "OVERQUOTA");
      client.no("APPEND INBOX CATENATE (TEXT " + literal8(fits) + ")", "OVERQUOTA");
      String half = BINARY + "\0".repeat(9_000);
      client.no("APPEND INBOX " + literal8(half) + " " + literal8(half), "OVERQUOTA");
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH ALL"));
      client.ok("APPEND INBOX " + literal8(half));
      long size = number(client, "FETCH 1 RFC822.SIZE");
      String quota = client.ok("GETQUOTAROOT INBOX").getLast();
      assertTrue(quota.contains("STORAGE " + (size + 1_023) / 1_024 + " "), quota);
    }
  }

  /** It may come by SMTP: RFC 5322 4 has it in the obsolete syntax that has to be taken. */
  @Test
  void whatComesWithItIsStoredTheSameWay() throws Exception {
    server.with(MIXED, "Subject: a\0b\r\nX: \0\r\n\r\nplain\r\n");
    try (Client client = server.inbox()) {
      assertEquals("\0\1\n\2", octets(client, "FETCH 1 BINARY.PEEK[2]"));
      assertFalse(octets(client, "FETCH 1 BODY.PEEK[]").contains("\u0080"));
      String header = "Subject: a\u0080b\r\nX: \u0080\r\n\r\n";
      assertEquals(header + "plain\r\n", octets(client, "FETCH 2 BODY.PEEK[]"));
      assertEquals(header, octets(client, "FETCH 2 BODY.PEEK[HEADER]"));
      assertEquals(
          "Subject: a\u0080b\r\n\r\n",
          octets(client, "FETCH 2 BODY.PEEK[HEADER.FIELDS (Subject)]"));
      assertEquals("X: \u0080\r\n\r\n", octets(client, "FETCH 2 BODY.PEEK[HEADER.FIELDS (X)]"));
      assertEquals(header.substring(5, 14), octets(client, "FETCH 2 BODY.PEEK[]<5.9>"));
      assertEquals(
          header.replace('\u0080', '\0') + "plain\r\n", octets(client, "FETCH 2 BINARY.PEEK[]"));
      assertTrue(client.ok("FETCH 2 ENVELOPE").getFirst().contains("(NIL \"ab\" "));
      client.ok("COPY 2 INBOX");
      assertEquals(header, octets(client, "FETCH 3 BODY.PEEK[HEADER]"));
    }
  }

  @Test
  void largeOnesAreReadInPieces() throws Exception {
    String header = "X: \0\r\n";
    StringBuilder body = new StringBuilder("\r\n");
    Random random = new Random(3516);
    while (body.length() < 700_000) {
      body.append((char) (random.nextInt(300) == 0 ? 1 : 1 + random.nextInt(255)));
    }
    String message = header + "Content-Transfer-Encoding: x-own\r\n" + body + "\0" + body;
    server.with(message);
    try (Client client = server.inbox()) {
      client.ok("APPEND INBOX " + literal8(message));
      String told = message.replace('\0', '\u0080');
      for (int number = 1; number <= 2; number++) {
        assertEquals(told, octets(client, "FETCH " + number + " BODY.PEEK[]"));
        assertEquals(
            told.substring(650_000, 790_000),
            octets(client, "FETCH " + number + " BODY.PEEK[]<650000.140000>"));
        assertEquals(message, octets(client, "FETCH " + number + " BINARY.PEEK[]"));
      }
    }
  }

  private static final String[] PIECES = {
    "\0",
    "\0\0",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\r\n--a\r\n",
    "\r\n--b\r\n\r\n",
    "\r\n--b--\r\n",
    "\r\n--a--\r\n",
    "Content-Type: multipart/mixed; boundary=a\r\n",
    "Content-Type: multipart/digest; boundary=b\r\n\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: text/html; charset=utf-8\r\n",
    "Content-Type: a/b; n=\"\0\"\r\n",
    "Content-Transfer-Encoding: binary\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-ID: <\0>\r\n",
    "Content-Disposition: attachment; filename*=utf-8\'\'%00a\r\n",
    "Subject: =?utf-8?q?=00?=\r\n",
    "From: \"\0\" <a\0@b.test>\r\n",
    "Date: \0\r\n",
    "AA==",
    "=00",
    ".dot",
    "text"
  };

  @Test
  void nothingElseEverHasIt() throws Exception {
    Random random = new Random(9051);
    try (Client client = server.inbox()) {
      for (int i = 1; i <= 300; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(40); n >= 0; n--) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        String message = text.toString();
        if (random.nextBoolean()) {
          server.with(message);
          client.ok("NOOP");
        } else {
          client.ok("APPEND INBOX " + literal8(message));
        }
        String stored = octets(client, "FETCH " + i + " BINARY.PEEK[]");
        String body = octets(client, "FETCH " + i + " BODY.PEEK[]");
        assertEquals(stored.replace('\0', '\u0080'), body, message);
        assertEquals(
            body.getBytes(ISO_8859_1).length, number(client, "FETCH " + i + " RFC822.SIZE"));
        client.ok("FETCH " + i + " (ENVELOPE BODY BODYSTRUCTURE PREVIEW BODY.PEEK[HEADER])");
        client.ok("FETCH " + i + " (BODY.PEEK[TEXT] BODY.PEEK[1] BODY.PEEK[1.MIME] BODY.PEEK[2])");
        client.ok("FETCH " + i + " (BODY.PEEK[HEADER.FIELDS (Subject From Date)])");
        client.ok("FETCH " + i + " (BODY.PEEK[HEADER.FIELDS.NOT (Subject)] BODY.PEEK[]<3.9>)");
        client.run("FETCH " + i + " (BINARY.PEEK[1] BINARY.SIZE[1] BINARY.PEEK[1.1])");
      }
      client.ok("SORT (SUBJECT FROM) UTF-8 ALL");
      client.ok("THREAD REFERENCES UTF-8 ALL");
    }
  }
}
