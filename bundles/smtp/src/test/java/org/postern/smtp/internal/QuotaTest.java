package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.postern.mailbox.Delivery.Outcome;

/** Full mailboxes and full disks lose nothing and are told early. */
final class QuotaTest {

  @Test
  void atRcptByTheSizeAnnounced() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.post.room("id-ann@example.test", 1000);
      rig.book.quota("ann@example.test", 5000);
      client.say("MAIL FROM:<> SIZE=1001", "250");
      client.say("RCPT TO:<ann@example.test>", "452 4.2.2");
      client.say("RSET", "250");
      client.say("MAIL FROM:<> SIZE=6000", "250");
      client.say("RCPT TO:<ann@example.test>", "552 5.2.2");
      client.say("RSET", "250");
      client.say("MAIL FROM:<> SIZE=500", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      rig.post.room("id-ann@example.test", 0);
      client.say("RCPT TO:<ann@example.test>", "452 4.2.2");
    }
  }

  @Test
  void aGroupIsTakenWholeOrNotAtAll() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.group("all@example.test", "ann@example.test", "bob@example.test");
      rig.post.room("id-bob@example.test", 10);
      client.say("MAIL FROM:<> SIZE=500", "250");
      client.say("RCPT TO:<all@example.test>", "452 4.2.2");
    }
  }

  @Test
  void afterDataNothingIsStoredForAnybody() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.post.room("id-bob@example.test", 10);
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n.\r\n").expect("452 4.2.2");
      assertEquals(0, rig.inbox("ann@example.test").size(), "the sender will send it again");
    }
  }

  @Test
  void oneRecipient() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.post.room("id-bob@example.test", 10);
      client.send("", "bob@example.test", "Subject: x\r\n\r\n", "452 4.2.2");
      rig.book.quota("bob@example.test", 20);
      client.send("", "bob@example.test", "Subject: x\r\n\r\n", "552 5.2.2");
    }
  }

  @Test
  void aFullDisk() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.post.fault(target -> new Outcome.NoSpace());
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "452 4.3.1");
      rig.post.fault(target -> null);
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
    }
  }
}
