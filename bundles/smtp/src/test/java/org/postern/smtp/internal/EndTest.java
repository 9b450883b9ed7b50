package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions that end on the server's side say why (RFC 5321 3.8). */
final class EndTest {

  @Test
  void idle() throws Exception {
    try (Rig rig = new Rig(Map.of("commandTimeoutSeconds", 1));
        Client client = rig.greet("smtp")) {
      client.expect("421 4.4.2");
      client.expectClosed();
    }
  }

  @Test
  void idleBeforeLogin() throws Exception {
    try (Rig rig = new Rig(Map.of("loginTimeoutSeconds", 1));
        Client client = rig.greet("submission")) {
      client.expect("421 4.4.2");
    }
  }

  @Test
  void idleWithinAMessage() throws Exception {
    try (Rig rig = new Rig(Map.of("dataTimeoutSeconds", 1));
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n").expect("421 4.4.2");
      client.expectClosed();
      assertEquals(0, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void stopping() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      Thread stop = Thread.ofVirtual().start(rig::stop);
      client.expect("421 4.3.2");
      client.expectClosed();
      stop.join();
    }
  }
}
