package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** PIPELINING (RFC 2920): commands in one go, replies in order. */
final class PipeliningTest {

  @Test
  void twoMessagesInOnePacket() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      String one =
          "MAIL FROM:<>\r\nRCPT TO:<ann@example.test>\r\nRCPT TO:<missing@example.test>\r\nDATA\r\n"
              + "Subject: x\r\n\r\n..\r\n.\r\n";
      client.raw("EHLO x\r\n" + one + one + "RSET\r\nQUIT\r\n");
      client.expect("250");
      for (int i = 0; i < 2; i++) {
        client.expect("250 2.1.0");
        client.expect("250 2.1.5");
        client.expect("550 5.1.1");
        client.expect("354");
        client.expect("250 2.0.0 OK, delivered");
      }
      client.expect("250 2.0.0");
      client.expect("221");
      client.expectClosed();
      assertEquals(2, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void aReplyIsNotHeldBackByHalfACommand() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw("NOOP\r\nRSET\r\nNO");
      client.expect("250");
      client.expect("250");
      client.raw("OP\r\n").expect("250");
    }
  }

  @Test
  void repliesToOneGroupComeTogether() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw("NOOP\r\n".repeat(1000));
      for (int i = 0; i < 1000; i++) {
        client.expect("250");
      }
      client.raw("MAIL FROM:<>\r\nRCPT TO:<ann@example.test>\r\nDATA\r\n");
      client.expect("250");
      client.expect("250");
      client.expect("354");
    }
  }
}
