package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** HELO, EHLO and LHLO (RFC 5321 4.1.1.1, RFC 2033 4.1). */
final class HelloTest {

  @Test
  void receptionAnnouncesWhatItDoes() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      assertEquals(
          List.of(
              "250-mx.example.test greets client.example",
              "250-PIPELINING",
              "250-SIZE 134217728",
              "250-8BITMIME",
              "250-SMTPUTF8",
              "250-CHUNKING",
              "250-BINARYMIME",
              "250-ENHANCEDSTATUSCODES",
              "250-STARTTLS",
              "250-LIMITS RCPTMAX=1000",
              "250 HELP"),
          client.ask("EHLO client.example"));
    }
  }

  @Test
  void submissionAnnouncesLoginAndReports() throws Exception {
    try (Rig rig = new Rig(Map.of("maxTransactions", 7));
        Client client = rig.connect("submission")) {
      List<String> lines = client.ask("EHLO [127.0.0.1]");
      assertTrue(
          lines.stream().anyMatch(l -> l.matches("250-AUTH .*\\bPLAIN\\b.*")), lines.toString());
      assertTrue(lines.contains("250-DSN"), lines.toString());
      assertTrue(lines.contains("250-LIMITS RCPTMAX=1000 MAILMAX=7"), lines.toString());
    }
  }

  @Test
  void lmtpHasItsOwnHello() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("lmtp")) {
      client.say("EHLO client.example", "500 5.5.1");
      client.say("HELO client.example", "500 5.5.1");
      client.say("MAIL FROM:<>", "503 5.5.1");
      List<String> lines = client.ask("LHLO client.example");
      assertTrue(lines.contains("250-PIPELINING"), lines.toString());
      assertTrue(lines.contains("250-ENHANCEDSTATUSCODES"), lines.toString());
      client.say("MAIL FROM:<>", "250");
    }
  }

  @Test
  void smtpHasNoLhlo() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      client.say("LHLO client.example", "500 5.5.1");
    }
  }

  @Test
  void heloHasNoExtensions() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      assertEquals(
          List.of("250 mx.example.test greets old.example"), client.ask("helo old.example"));
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      assertTrue(rig.inbox("ann@example.test").getFirst().contains("(Postern) with SMTP id "));
    }
  }

  @Test
  void needsOneName() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      client.say("EHLO", "501 5.5.4");
      client.say("EHLO   ", "501 5.5.4");
      client.say("EHLO two names", "501 5.5.4");
      client.say("EHLO " + "a".repeat(300), "501 5.5.4");
      client.say("MAIL FROM:<>", "503 5.5.1");
    }
  }

  @Test
  void aSecondHelloEndsTheTransaction() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("EHLO client.example", "250");
      client.say("DATA", "503 5.5.1");
    }
  }

  @Test
  void aNameCannotBreakTheReceivedField() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      client.say("EHLO evil;(\"<x>\té", "250");
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      String stored = rig.inbox("ann@example.test").getFirst();
      assertTrue(
          stored.contains("Received: from evil????x????? ([127.0.0.1])\r\n")
              || stored.matches("(?s).*Received: from evil[?x]+ \\(\\[127.*"),
          stored);
      assertFalse(stored.contains("evil;"));
    }
  }
}
