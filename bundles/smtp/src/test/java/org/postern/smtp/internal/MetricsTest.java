package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted. */
final class MetricsTest {

  private static double value(Rig rig, String name, Map<String, String> labels) {
    return rig.server.metrics().samples().stream()
        .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
        .mapToDouble(sample -> sample.value())
        .sum();
  }

  @Test
  void acceptedAndRefused() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      String message = "Subject: x\r\n\r\n";
      client.send("", "ann@example.test", message, "250");
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("RCPT TO:<missing@example.test>", "550");
      client.say("RCPT TO:<x@elsewhere.example>", "550");
      client.say("DATA", "354");
      client.raw(message + ".\r\n").expect("250");
      client.send("", "ann@example.test", "x\ny\r\n", "554");
      Map<String, String> smtp = Map.of("protocol", "smtp");
      assertEquals(2, value(rig, "postern_messages_received_total", smtp));
      assertEquals(3, value(rig, "postern_recipients_received_total", smtp));
      assertEquals(
          2.0 * message.length(), value(rig, "postern_message_octets_received_total", smtp));
      assertEquals(
          2, value(rig, "postern_smtp_refusals_total", Map.of("protocol", "smtp", "code", "550")));
      assertEquals(
          1, value(rig, "postern_smtp_refusals_total", Map.of("protocol", "smtp", "code", "554")));
      assertEquals(0, value(rig, "postern_messages_received_total", Map.of("protocol", "lmtp")));
    }
  }
}
