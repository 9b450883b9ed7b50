package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Submission by the server's own people (RFC 6409). */
final class SubmissionTest {
  private static final String FULL =
      "From: Ann <ann@example.test>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n"
          + "Message-ID: <1@x>\r\nBcc: secret@example.test\r\nSubject: x\r\n\r\nhi\r\n";

  private static String sent(String message) throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      client.send("ann@example.test", "bob@example.test", message, "250");
      return Rig.untraced(rig.inbox("bob@example.test").getFirst());
    }
  }

  @Test
  void nothingWithoutLogin() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("submission")) {
      client.say("MAIL FROM:<ann@example.test>", "530 5.7.0");
      client.say("RCPT TO:<bob@example.test>", "503 5.5.1");
      client.say("DATA", "503 5.5.1");
    }
  }

  @Test
  void foreignRecipientsAreRefusedClearly() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      client.say("MAIL FROM:<ann@example.test>", "250");
      String reply = client.say("RCPT TO:<x@elsewhere.example>", "550 5.7.1");
      assertTrue(reply.endsWith("delivery to other hosts is not available in this release"), reply);
      client.say("RCPT TO:<bob@example.test>", "250");
    }
  }

  @Test
  void oneSendsAsOneself() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.book.group("team@example.test", "ann@example.test", "bob@example.test");
      client.say("MAIL FROM:<bob@example.test>", "550 5.7.1");
      client.say("MAIL FROM:<x@elsewhere.example>", "550 5.7.1");
      client.say("MAIL FROM:<team@example.test>", "250");
      client.say("RSET", "250");
      client.say("MAIL FROM:<>", "250");
      client.say("RSET", "250");
      client.say("MAIL FROM:<Ann@Example.Test> AUTH=ann@example.test", "250");
    }
  }

  @Test
  void whatIsCompleteIsNotTouched() throws Exception {
    assertEquals(FULL, sent(FULL), "Bcc included: taking it off is the mail program's part");
  }

  @Test
  void missingFieldsAreAdded() throws Exception {
    String stored = sent("Subject: x\r\n\r\nhi\r\n");
    assertTrue(
        stored.matches(
            "(?s)Date: \\w{3}, \\d{1,2} \\w{3} \\d{4} [\\d:]{8} [+-]\\d{4}\r\n"
                + "Message-ID: <\\w+@mx\\.example\\.test>\r\n"
                + "From: ann@example\\.test\r\nSubject: x\r\n\r\nhi\r\n"),
        stored);
  }

  @Test
  void aMessageWithoutHeaderGetsOne() throws Exception {
    String stored = sent("just text\r\n");
    assertTrue(stored.matches("(?s)Date: .*From: ann@example\\.test\r\n\r\njust text\r\n"), stored);
  }

  @Test
  void aForeignFromGetsASender() throws Exception {
    String stored = sent(FULL.replace("ann@example.test>", "boss@example.test>"));
    assertTrue(stored.startsWith("Sender: ann@example.test\r\nFrom: Ann <boss@"), stored);
    stored = sent("Sender: ann@example.test\r\n" + FULL.replace("<ann@", "<boss@"));
    assertFalse(stored.substring(8).contains("Sender:"), stored);
    stored = sent(FULL.replace("Ann <ann@example.test>", "boss@example.test, ann@example.test"));
    assertFalse(stored.contains("Sender:"), stored);
  }

  @Test
  void aForeignSenderIsRefused() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      client.send(
          "ann@example.test",
          "bob@example.test",
          "Sender: boss@example.test\r\n" + FULL.replace("<ann@", "<boss@"),
          "550 5.7.1");
      assertEquals(0, rig.inbox("bob@example.test").size());
    }
  }
}
