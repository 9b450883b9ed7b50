package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.postern.mailbox.Delivery.Outcome;

/** LMTP tells the fate of each recipient (RFC 2033 4.2). */
final class LmtpTest {

  @Test
  void aReplyForEachAcceptedRecipientInOrder() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      rig.book.group("all@example.test", "ann@example.test", "bob@example.test");
      rig.post.fault(
          target ->
              target.user().equals("id-bob@example.test") ? new Outcome.Failed("broken") : null);
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<missing@example.test>", "550 5.1.1");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("RCPT TO:<all@example.test>", "250");
      client.say("RCPT TO:<ann+x@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n.\r\n");
      client.expect("250 2.1.5 <ann@example.test>");
      client.expect("451 4.3.0");
      client.expect("451 4.3.0");
      client.expect("250 2.1.5 <ann+x@example.test>");
      client.say("NOOP", "250 2.0.0");
      assertEquals(1, rig.inbox("ann@example.test").size());
      assertEquals(1, rig.folder("ann@example.test", "x").size());
    }
  }

  @Test
  void fullMailboxesAreTheirOwnersAffair() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      rig.post.room("id-bob@example.test", 100);
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n" + "y".repeat(200) + "\r\n.\r\n");
      client.expect("250 2.1.5");
      client.expect("452 4.2.2");
      assertEquals(1, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void aBadMessageIsRefusedForEach() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\n\r\n.\r\n");
      client.expect("554 5.6.0");
      client.expect("554 5.6.0");
      client.say("NOOP", "250");
    }
  }

  @Test
  void noRecipientNoData() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<missing@example.test>", "550");
      client.say("DATA", "503 5.5.1");
    }
  }

  @Test
  void foreignAddressesAndLogins() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<x@elsewhere.example>", "550 5.7.1");
      client.say("AUTH PLAIN " + Rig.plain("ann@example.test", "secret"), "502 5.5.1");
    }
  }
}
