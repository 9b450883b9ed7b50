package org.postern.smtp.internal;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mail that goes round is stopped (RFC 5321 6.3). */
final class LoopTest {
  private static final String HOP =
      "Received: from a.example by b.example with ESMTP;\r\n\tMon, 1 Jan 2024 00:00:00 +0000\r\n";
  private static final String OURS =
      "Received: from a.example ([192.0.2.1])\r\n\tby mx.example.test (Postern) with ESMTP id x;\r\n"
          + "\tMon, 1 Jan 2024 00:00:00 +0000\r\n";

  @Test
  void tooManyHops() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.send("", "ann@example.test", HOP.repeat(100) + "\r\nx\r\n", "250");
      client.send("", "ann@example.test", HOP.repeat(101) + "\r\nx\r\n", "554 5.4.6");
      client.send("", "ann@example.test", "X: y\r\n\r\n" + HOP.repeat(101), "250");
    }
  }

  @Test
  void deliveredHereBefore() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      String delivered = "delivered-to: Ann@Example.Test\r\n";
      client.send("", "ann@example.test", delivered + OURS + "\r\n", "554 5.4.6");
      // Only one of the two signs: a message that somebody sends again.
      client.send("", "ann@example.test", delivered + HOP + "\r\n", "250");
      client.send("", "ann@example.test", OURS + "\r\n", "250");
      client.send("", "bob@example.test", delivered + OURS + "\r\n", "250");
    }
  }

  @Test
  void whatOfTheHeaderIsInTheFileOnlyCountsToo() throws Exception {
    // Memory for a message's first 16 KiB and no more.
    try (Rig rig = new Rig(Map.of("spoolMemoryBytes", 16_384));
        Client client = rig.greet("smtp")) {
      String far = ("X-Far: " + "y".repeat(60) + "\r\n").repeat(300);
      client.send("", "ann@example.test", far + HOP.repeat(100) + "\r\nx\r\n", "250");
      client.send("", "ann@example.test", far + HOP.repeat(101) + "\r\nx\r\n", "554 5.4.6");
      client.send("", "ann@example.test", far + "\r\n" + HOP.repeat(101), "250");
      client.send(
          "",
          "ann@example.test",
          far + "Delivered-To: ann@example.test\r\n" + OURS + "\r\nx\r\n",
          "554 5.4.6");
      client.send("", "ann@example.test", far + OURS + "\r\nx\r\n", "250");
      for (int cut = 16_370; cut < 16_400; cut++) {
        String padded = "X: " + "y".repeat(cut - 5) + "\r\n" + HOP.repeat(101);
        client.send("", "ann@example.test", padded + "\r\nx\r\n", "554 5.4.6");
      }
    }
  }
}
