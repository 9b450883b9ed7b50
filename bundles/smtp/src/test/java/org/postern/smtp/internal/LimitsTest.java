package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.directory.Account;
import org.postern.directory.Resolution;

/** What bounds a session, and how the client hears of it. */
final class LimitsTest {

  @Test
  void recipients() throws Exception {
    try (Rig rig = new Rig(Map.of("maxRecipients", 100));
        Client client = rig.greet("smtp")) {
      StringBuilder all = new StringBuilder("MAIL FROM:<>\r\n");
      for (int i = 0; i < 10_000; i++) {
        all.append("RCPT TO:<ann+").append(i).append("@example.test>\r\n");
      }
      all.append("DATA\r\nSubject: x\r\n\r\n.\r\n");
      Thread writer = Thread.ofVirtual().start(() -> write(client, all.toString()));
      client.expect("250");
      for (int i = 0; i < 10_000; i++) {
        client.expect(i < 100 ? "250 2.1.5" : "452 4.5.3");
      }
      client.expect("354");
      client.expect("250");
      writer.join();
      assertEquals(1, rig.folder("ann@example.test", "99").size());
      assertEquals(0, rig.folder("ann@example.test", "100").size());
    }
  }

  @Test
  void mailboxesBehindTheRecipients() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      Account ann = rig.book.account("ann@example.test", Account.State.ACTIVE);
      List<Resolution.Destination> many =
          IntStream.range(0, 60_000)
              .mapToObj(i -> new Resolution.Destination(ann, "folder" + i))
              .toList();
      rig.book.answer("all+one@example.test", new Resolution.Local(many));
      rig.book.answer("all+two@example.test", new Resolution.Local(many));
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<all+one@example.test>", "250");
      client.say("RCPT TO:<all+two@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "452 4.5.3");
      client.say("RSET", "250");
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
    }
  }

  private static void write(Client client, String text) {
    try {
      client.raw(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void errors() throws Exception {
    try (Rig rig = new Rig(Map.of("maxErrors", 3));
        Client client = rig.greet("smtp")) {
      client.say("A", "500");
      client.say("DATA", "503");
      client.say("MAIL FROM:", "501");
      client.expect("421 4.7.0");
      client.expectClosed();
    }
  }

  @Test
  void refusedRecipientsAreNoErrorsButAreCounted() throws Exception {
    try (Rig rig = new Rig(Map.of("maxErrors", 3, "maxRefusedRecipients", 10));
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<>", "250");
      for (int i = 0; i < 10; i++) {
        client.say("RCPT TO:<guess" + i + "@example.test>", "550 5.1.1");
      }
      client.say("RCPT TO:<guess@example.test>", "421 4.7.0");
      client.expectClosed();
    }
  }

  @Test
  void messagesOnAConnection() throws Exception {
    try (Rig rig = new Rig(Map.of("maxTransactions", 2));
        Client client = rig.greet("smtp")) {
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      client.say("MAIL FROM:<>", "421 4.7.0");
      client.expectClosed();
    }
  }

  @Test
  void commandLines() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("NOOP " + "x".repeat(2043), "250");
      client.say("NOOP " + "x".repeat(2044), "500 5.5.2");
      client.say("NOOP " + "x".repeat(5_000_000), "500 5.5.2");
      client.say("NOOP", "250");
    }
  }

  @Test
  void replyLines() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      List<String> reply = client.ask("MAIL FROM:<" + "\"<".repeat(900) + "@example.test>");
      assertTrue(reply.getFirst().startsWith("501 5.1.7"), reply.toString());
      assertTrue(reply.getFirst().length() <= 510, "RFC 5321 4.5.3.1.5: " + reply);
      reply = client.ask("MAIL FROM:<\u0007\u001b[31m\u00e9> SMTPUTF8");
      assertTrue(reply.getFirst().chars().allMatch(c -> c >= ' ' && c < 127), reply.toString());
    }
  }
}
