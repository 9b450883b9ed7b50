package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** BDAT (RFC 3030): chunks by count, whatever is in them. */
final class BdatTest {

  private static void start(Client client, String parameters) throws Exception {
    client.say("MAIL FROM:<x@remote.example>" + parameters, "250");
    client.say("RCPT TO:<ann@example.test>", "250");
  }

  private static String inbox(Rig rig) throws Exception {
    return Rig.untraced(rig.inbox("ann@example.test").getFirst());
  }

  @Test
  void oneChunk() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client, "");
      client.raw("BDAT 17 LAST\r\nSubject: x\r\n\r\n.\r\n").expect("250 2.0.0 OK, delivered");
      assertEquals("Subject: x\r\n\r\n.\r\n", inbox(rig), "no dot is taken out");
      client.say("NOOP", "250");
    }
  }

  @Test
  void severalChunksPipelinedWithEverything() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw(
          "MAIL FROM:<>\r\nRCPT TO:<ann@example.test>\r\nBDAT 9\r\nSubject: BDAT 5\r\nx\r\n\r\n"
              + "BDAT 0\r\nBDAT 6\r\nabc\r\n\nBDAT 0 LAST\r\n".replace("abc\r\n\n", "abcd\r\n")
              + "MAIL FROM:<>\r\nRCPT TO:<ann@example.test>\r\nbdat 14 last\r\nSubject: y\r\n\r\nQUIT\r\n");
      for (String reply :
          new String[] {
            "250 2.1.0",
            "250 2.1.5",
            "250 2.0.0 9 octets",
            "250 2.0.0 5 octets",
            "250 2.0.0 0 octets",
            "250 2.0.0 6 octets",
            "250 2.0.0 OK, delivered",
            "250 2.1.0",
            "250 2.1.5",
            "250 2.0.0 OK, delivered",
            "221"
          }) {
        client.expect(reply);
      }
      assertEquals("Subject: x\r\n\r\nabcd\r\n", inbox(rig));
      assertEquals(2, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void binaryStaysBinary() throws Exception {
    try (Rig rig = new Rig(Map.of("spoolMemoryBytes", 16_384));
        Client client = rig.greet("smtp")) {
      byte[] body = new byte[200_000];
      new Random(7).nextBytes(body);
      byte[] header = "Content-Transfer-Encoding: binary\r\n\r\n".getBytes(StandardCharsets.UTF_8);
      start(client, " BODY=BINARYMIME");
      client.raw("BDAT " + header.length + "\r\n").raw(header).expect("250");
      for (int from = 0; from < body.length; from += 50_000) {
        client.raw("BDAT 50000\r\n").raw(Arrays.copyOfRange(body, from, from + 50_000));
        client.expect("250");
      }
      client.say("BDAT 0 LAST", "250");
      byte[] stored = rig.post.messages("ann@example.test", "").getFirst();
      assertArrayEquals(
          body, Arrays.copyOfRange(stored, stored.length - body.length, stored.length));
    }
  }

  @Test
  void bareLineEndsNeedBinaryMime() throws Exception {
    for (String bad : new String[] {"a\nb\r\n", "a\rb\r\n", "ab\r\n\r", "\n"}) {
      try (Rig rig = new Rig();
          Client client = rig.greet("smtp")) {
        start(client, " BODY=8BITMIME");
        client.raw("BDAT 14\r\nSubject: x\r\n\r\n").expect("250");
        client.raw("BDAT " + bad.length() + " LAST\r\n" + bad).expect("554 5.6.0");
        start(client, " BODY=BINARYMIME");
        client.raw("BDAT " + bad.length() + " LAST\r\n" + bad).expect("250");
      }
    }
  }

  @Test
  void aLineEndMayBeCutByAChunk() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client, "");
      client.raw("BDAT 11\r\nSubject: x\r").expect("250");
      client.raw("BDAT 3 LAST\r\n\n\r\n").expect("250 2.0.0 OK");
      assertEquals("Subject: x\r\n\r\n", inbox(rig));
    }
  }

  @Test
  void chunksAreReadWhateverWasAnsweredBefore() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
      client.raw(
          "MAIL FROM:<>\r\nRCPT TO:<missing@example.test>\r\nBDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n");
      client.expect("250");
      client.expect("550 5.1.1");
      client.expect("554 5.5.1");
      client.expect("554 5.5.1");
      client.say("NOOP", "250");
    }
  }

  @Test
  void whatCanFollowAChunk() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client, "");
      client.raw("BDAT 14\r\nSubject: x\r\n\r\n").expect("250");
      client.say("DATA", "503 5.5.1");
      client.say("RCPT TO:<bob@example.test>", "503 5.5.1");
      client.say("MAIL FROM:<>", "503 5.5.1");
      client.say("NOOP", "250");
      client.say("RSET", "250");
      client.say("BDAT 0 LAST", "503 5.5.1");
      start(client, "");
      client.say("BDAT 0 LAST", "250");
      assertEquals(1, rig.inbox("ann@example.test").size());
      assertFalse(rig.inbox("ann@example.test").getFirst().contains("Subject: x"));
    }
  }

  @Test
  void aBadSizeEndsTheConnection() throws Exception {
    for (String argument :
        new String[] {"", "x", "-1", "5 FIRST", "5 LAST 6", "1e3", "9".repeat(40)}) {
      try (Rig rig = new Rig();
          Client client = rig.greet("smtp")) {
        start(client, "");
        client.say("BDAT " + argument, "501 5.5.4");
        client.expectClosed();
      }
    }
  }

  @Test
  void tooLarge() throws Exception {
    try (Rig rig = new Rig(Map.of("maxMessageBytes", 65_536L))) {
      try (Client client = rig.greet("smtp")) {
        start(client, "");
        client.raw("BDAT 60000\r\n" + "x".repeat(60_000)).expect("250");
        client.raw("BDAT 60000\r\n" + "x".repeat(60_000)).expect("552 5.3.4");
        client.raw("BDAT 10 LAST\r\n" + "x".repeat(10)).expect("503 5.5.1");
        client.say("NOOP", "250");
      }
      try (Client client = rig.greet("smtp")) {
        start(client, "");
        client.say("BDAT 999999999999999", "552 5.3.4");
        client.expectClosed();
      }
    }
  }

  @Test
  void lmtpAnswersForEachRecipient() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      start(client, "");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.raw("BDAT 14 LAST\r\nSubject: x\r\n\r\n");
      client.expect("250 2.1.5 <ann@example.test>");
      client.expect("250 2.1.5 <bob@example.test>");
      client.say("NOOP", "250");
    }
  }
}
