package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** DATA (RFC 5321 4.1.1.4): what is sent is what is stored. */
final class DataTest {

  private static void start(Client client) throws Exception {
    client.say("MAIL FROM:<x@remote.example>", "250");
    client.say("RCPT TO:<ann@example.test>", "250");
    client.say("DATA", "354");
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void dotsAreTakenOut() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client);
      client.raw("Subject: x\r\n\r\n..\r\n...\r\n..a\r\n.b\r\na.\r\n\r\n..\r\n.\r\n").expect("250");
      assertEquals(
          "Subject: x\r\n\r\n.\r\n..\r\n.a\r\nb\r\na.\r\n\r\n.\r\n",
          Rig.untraced(rig.inbox("ann@example.test").getFirst()));
    }
  }

  @Test
  void anyOctetIsKept() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      message.writeBytes(latin1("Subject: \u00e9\u0000\u00ff\r\nX-Bad: \u0080\r\n\r\n"));
      for (int i = 0; i < 256; i++) {
        if (i != '\r' && i != '\n') {
          message.write(i);
        }
      }
      message.writeBytes(latin1("\r\n"));
      start(client);
      client.raw(message.toByteArray()).raw(".\r\n").expect("250");
      String stored = rig.inbox("ann@example.test").getFirst();
      assertArrayEquals(message.toByteArray(), latin1(Rig.untraced(stored)));
    }
  }

  @Test
  void oneOctetAtATime() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      String all =
          "EHLO x\r\nMAIL FROM:<x@remote.example>\r\nRCPT TO:<ann@example.test>\r\nDATA\r\n"
              + "Subject: x\r\n\r\n..dot\r\n\r\n..\r\n.\r\nQUIT\r\n";
      for (byte b : latin1(all)) {
        client.raw(new byte[] {b});
      }
      client.expect("250");
      client.expect("250");
      client.expect("250");
      client.expect("354");
      client.expect("250");
      client.expect("221");
      assertEquals(
          "Subject: x\r\n\r\n.dot\r\n\r\n.\r\n",
          Rig.untraced(rig.inbox("ann@example.test").getFirst()));
    }
  }

  @Test
  void anEmptyMessage() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client);
      client.raw(".\r\n").expect("250");
      assertTrue(rig.inbox("ann@example.test").getFirst().endsWith("\r\n\r\n"));
    }
  }

  @Test
  void aMessageWithoutHeader() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client);
      client.raw("Just some text, and more.\r\nNo header: here\r\n.\r\n").expect("250");
      String stored = rig.inbox("ann@example.test").getFirst();
      assertEquals(
          "\r\nJust some text, and more.\r\nNo header: here\r\n",
          Rig.untraced(stored),
          "a blank line parts the trace header from the body");
    }
  }

  @Test
  void aMessageWithAnEmptyHeader() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      start(client);
      client.raw("\r\nJust a body.\r\n.\r\n").expect("250");
      assertEquals(
          "\r\nJust a body.\r\n",
          Rig.untraced(rig.inbox("ann@example.test").getFirst()),
          "its own blank line parts the trace header from the body");
    }
  }

  @Test
  void anMboxSeparatorIsKept() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      String message = "From x@y Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\nbody\r\n";
      start(client);
      client.raw(message + ".\r\n").expect("250");
      assertEquals(message, Rig.untraced(rig.inbox("ann@example.test").getFirst()));
    }
  }

  @Test
  void linesOfAnyLength() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      String message = "Subject: x\r\n\r\n" + "y".repeat(300_000) + "\r\n";
      start(client);
      client.raw(message + ".\r\n").expect("250");
      assertEquals(message, Rig.untraced(rig.inbox("ann@example.test").getFirst()));
    }
  }

  @Test
  void largeMessagesGoThroughAFileThatIsGoneAfterwards() throws Exception {
    try (Rig rig = new Rig(Map.of("spoolMemoryBytes", 16_384));
        Client client = rig.greet("smtp")) {
      Random random = new Random(1);
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      message.writeBytes(latin1("Subject: large\r\n\r\n"));
      while (message.size() < 5_000_000) {
        byte[] line = new byte[random.nextInt(2000)];
        Arrays.fill(line, (byte) ('a' + random.nextInt(26)));
        message.writeBytes(line);
        message.writeBytes(latin1("\r\n"));
      }
      start(client);
      client.raw(message.toByteArray()).raw(".\r\n").expect("250");
      byte[] stored = rig.post.messages("ann@example.test", "").getFirst();
      assertArrayEquals(
          message.toByteArray(),
          Arrays.copyOfRange(stored, stored.length - message.size(), stored.length));
      try (Stream<Path> left = Files.list(rig.home.resolve("tmp/smtp"))) {
        assertEquals(0, left.count());
      }
    }
  }

  @Test
  void tooLargeIsToldAtTheEnd() throws Exception {
    try (Rig rig = new Rig(Map.of("maxMessageBytes", 65_536L));
        Client client = rig.greet("smtp")) {
      start(client);
      client.raw("x".repeat(70_000) + "\r\n.\r\n").expect("552 5.3.4");
      assertEquals(0, rig.inbox("ann@example.test").size());
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
    }
  }

  @Test
  void endlessDataEndsTheConnection() throws Exception {
    try (Rig rig = new Rig(Map.of("maxMessageBytes", 65_536L));
        Client client = rig.greet("smtp")) {
      start(client);
      client.raw("x".repeat(140_000));
      client.expect("421 4.3.0");
    }
  }

  @Test
  void order() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("DATA", "503 5.5.1");
      client.say("MAIL FROM:<>", "250");
      client.say("DATA", "503 5.5.1");
      client.say("RCPT TO:<missing@example.test>", "550");
      client.say("DATA", "554 5.5.1");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("DATA now", "501 5.5.4");
      client.say("DATA", "354");
      client.raw(".\r\n").expect("250");
      // The transaction is over.
      client.say("DATA", "503 5.5.1");
      client.say("RCPT TO:<ann@example.test>", "503 5.5.1");
    }
  }

  @Test
  void binaryMimeGoesByBdatOnly() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<> BODY=BINARYMIME", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("DATA", "503 5.5.1");
    }
  }

  @Test
  void aLostConnectionDeliversNothing() throws Exception {
    try (Rig rig = new Rig()) {
      try (Client client = rig.greet("smtp")) {
        start(client);
        client.raw("Subject: half\r\n\r\nhello\r\n.\r");
        client.socket().shutdownOutput();
        client.expectClosed();
      }
      assertEquals(0, rig.inbox("ann@example.test").size());
    }
  }
}
