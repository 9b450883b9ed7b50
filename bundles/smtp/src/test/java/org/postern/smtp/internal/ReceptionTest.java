package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A message goes in on every port and is in the mailbox when 250 is read. */
final class ReceptionTest {
  private static final String MESSAGE =
      "From: x@remote.example\r\nSubject: hello\r\n\r\nbody\r\n..dot\r\n";

  @Test
  void bySmtp() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.send("x@remote.example", "ann@example.test", MESSAGE, "250 2.0.0 OK, delivered, id ");
      client.say("QUIT", "221 2.0.0");
      client.expectClosed();
      String stored = rig.inbox("ann@example.test").getFirst();
      assertEquals(MESSAGE.replace("\r\n..", "\r\n."), Rig.untraced(stored));
      assertTrue(
          stored.matches(
              "(?s)Return-Path: <x@remote\\.example>\r\n"
                  + "Received: from client\\.example \\(\\[127\\.0\\.0\\.1]\\)\r\n"
                  + "\tby mx\\.example\\.test \\(Postern\\) with ESMTP id \\w+\r\n"
                  + "\tfor <ann@example\\.test>;\r\n"
                  + "\t\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\r\n"
                  + "From: .*"),
          stored);
    }
  }

  @Test
  void byLmtp() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      client.send("x@remote.example", "ann@example.test", MESSAGE, "250 2.1.5");
      assertTrue(rig.inbox("ann@example.test").getFirst().contains(" with LMTP id "));
    }
  }

  @Test
  void bySubmission() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      client.send("ann@example.test", "bob@example.test", MESSAGE, "250");
      assertTrue(rig.inbox("bob@example.test").getFirst().contains(" with ESMTPA id "));
    }
  }

  @Test
  void manyMessagesOnOneConnection() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      for (int i = 0; i < 50; i++) {
        client.send("", "bob@example.test", "Subject: " + i + "\r\n\r\n", "250");
      }
      assertEquals(50, rig.inbox("bob@example.test").size());
    }
  }
}
