package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UTF8, and what a client gets that did not ask for it (RFC 6856 2, 4; RFC 6857). */
class Utf8Test {
  private static final String SMTPUTF8 =
      "Received: from a.test by b.test with UTF8SMTPS id x;\r\n\tSun, 22 Nov 2026 20:00:00 +0000\r\n";
  private static final String BODY = "\r\n.Grüße\r\nzwei\r\n";

  @RegisterExtension final TestServer server = new TestServer();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The header that a client without UTF8 gets. */
  private static String surrogate(String header) {
    byte[] octets = bytes(header);
    return SurrogateHeader.of(octets, octets.length)
        .map(ascii -> new String(ascii, StandardCharsets.US_ASCII))
        .orElse("as it is");
  }

  @Test
  void aClientThatAsksGetsTheMessageAsItIs() throws Exception {
    byte[] message = bytes(SMTPUTF8 + "Subject: Grüße\r\n" + BODY);
    server.mail.add(TestServer.ANNA, "INBOX", message);
    try (Client client = server.connect()) {
      client.line();
      client.fails("UTF8 now", "").ok("UTF8").ok("USER anna@example.test").ok("PASS secret");
      assertEquals("+OK " + message.length + " octets", client.send("RETR 1"));
      assertArrayEquals(message, Decoder.strict(client.in()));
      client.fails("UTF8", "");
    }
  }

  @Test
  void oneThatDoesNotGetsASurrogateHeaderAndTheSameBody() throws Exception {
    server.mail.add(TestServer.ANNA, "INBOX", bytes(SMTPUTF8 + "Subject: Grüße\r\n" + BODY));
    byte[] expected = bytes(SMTPUTF8 + "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n" + BODY);
    try (Client client = server.login()) {
      assertEquals("+OK " + expected.length + " octets", client.send("RETR 1"));
      assertArrayEquals(expected, Decoder.strict(client.in()));
      server.mail.givesOctets = false;
      assertArrayEquals(expected, client.message("RETR 1"));
      String top = new String(client.message("TOP 1 1"), StandardCharsets.UTF_8);
      assertTrue(top.endsWith("?=\r\n\r\n.Grüße\r\n"), top);
    }
  }

  @Test
  void aLargeMessageToo() throws Exception {
    String body = "\r\n" + ".line\r\n".repeat(20_000);
    server.mail.add(TestServer.ANNA, "INBOX", bytes(SMTPUTF8 + "Subject: Grüße\r\n" + body));
    try (Client client = server.login()) {
      assertArrayEquals(
          bytes(SMTPUTF8 + "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n" + body),
          client.message("RETR 1"));
    }
  }

  @Test
  void eightBitHeadersThatCameWithoutSmtpUtf8GoOutOctetForOctet() throws Exception {
    byte[] utf8 = bytes("Received: from a by b with ESMTP id x\r\nSubject: Grüße\r\n" + BODY);
    byte[] latin1 = "Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n".getBytes(StandardCharsets.ISO_8859_1);
    server.mail.add(TestServer.ANNA, "INBOX", utf8);
    server.mail.add(TestServer.ANNA, "INBOX", latin1);
    try (Client client = server.login()) {
      assertArrayEquals(utf8, client.message("RETR 1"));
      assertArrayEquals(latin1, client.message("RETR 2"));
    }
  }

  @Test
  void addresses() {
    assertEquals(
        "From: =?UTF-8?B?Wm/Dqw==?= <zoe@example.test>\r\n",
        surrogate("From: Zoë <zoe@example.test>\r\n"));
    assertEquals(
        "To: \"a, b\" <a@b.test>,\r\n =?UTF-8?B?SmlwxJs=?= <j@xn--bcher-kva.test>\r\n",
        surrogate("To: \"a, b\" <a@b.test>, \"Jipě\" <j@bücher.test>\r\n"));
    assertEquals(
        "Cc: =?UTF-8?B?WsO8cmljaA==?= =?UTF-8?B?esO8QGV4YW1wbGUudGVzdA==?= :;,\r\n"
            + " =?UTF-8?B?csO8QGV4YW1wbGUudGVzdA==?= :;\r\n",
        surrogate("Cc: Zürich <zü@example.test>,\r\n rü@example.test\r\n"));
  }

  @Test
  void textIdentifiersAndParameters() {
    assertEquals(
        "Subject: plain =?UTF-8?B?w6kgeCDDqQ==?= plain\r\n",
        surrogate("Subject: plain é x é plain\r\n"));
    assertEquals(
        "Downgraded-Message-ID: =?UTF-8?B?PMOpQGEudGVzdD4=?=\r\n",
        surrogate("Message-ID: <é@a.test>\r\n"));
    assertEquals(
        "Content-Type: text/plain;\r\n charset=utf-8;\r\n name*=UTF-8''b%C3%BCch%22er%20a.txt\r\n",
        surrogate("Content-Type: text/plain; charset=utf-8;\r\n\tname=\"büch\\\"er a.txt\"\r\n"));
    assertEquals("X-A: b\r\nX-B: =?UTF-8?B?w6k=?=\r\n\r\n", surrogate("X-A: b\r\nX-B: é\r\n\r\n"));
  }

  @Test
  void aFieldOfManyLines() {
    String received = "Received: from a by b with UTF8SMTP\r\n" + "\tx\r\n".repeat(50_000);
    assertEquals(received + "X: =?UTF-8?B?w6k=?=\r\n", surrogate(received + "X: é\r\n"));
    assertEquals(
        "Subject: =?UTF-8?B?w6k=?=" + " x".repeat(40_000) + "\r\n",
        surrogate("Subject: é" + "\r\n x".repeat(40_000) + "\r\n"));
  }

  @Test
  void longTextIsFoldedIntoShortWords() {
    String header = surrogate("Subject: " + "日本語".repeat(100) + "\r\n");
    for (String line : header.split("\r\n")) {
      assertTrue(line.length() <= 9 + 75, line);
    }
  }

  @Test
  void whateverTheHeaderTheSurrogateIsAsciiAndHasNoLineOfItsOwn() {
    Random random = new Random(6857);
    String pieces = "é日\"<>,;:()@=\\ \tab\r\n";
    for (int round = 0; round < 10_000; round++) {
      StringBuilder header = new StringBuilder();
      for (String name : new String[] {"From", "Subject", "Content-Type", "X", "Message-ID", "ö"}) {
        header.append(name).append(random.nextInt(9) == 0 ? "" : ":");
        for (int i = random.nextInt(20); i > 0; i--) {
          char c = pieces.charAt(random.nextInt(pieces.length()));
          header.append(c == '\n' ? "\r\n " : String.valueOf(c));
        }
        header.append("\r\n");
      }
      String ascii = surrogate(header + "\r\n");
      assertTrue(ascii.chars().allMatch(c -> c < 128), header.toString());
      if (!ascii.equals("as it is")) {
        assertEquals(ascii.indexOf("\r\n\r\n"), ascii.length() - 4, header.toString());
      }
    }
  }
}
