package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.postern.mailbox.Delivery.Outcome;

/** The store or the directory fails: the client hears of it and the session goes on. */
final class FailureTest {
  private static final String MESSAGE = "Subject: x\r\n\r\n";

  private static Outcome broken() {
    throw new UncheckedIOException(new IOException("broken"));
  }

  @Test
  void theStore() throws Exception {
    for (String port : new String[] {"smtp", "lmtp"}) {
      try (Rig rig = new Rig();
          Client client = rig.greet(port)) {
        rig.post.fault(target -> broken());
        client.say("MAIL FROM:<>", "250");
        client.say("RCPT TO:<ann@example.test>", "250");
        client.say("RCPT TO:<bob@example.test>", "250");
        client.say("DATA", "354");
        client.raw(MESSAGE + ".\r\n").expect("451 4.3.0");
        if (port.equals("lmtp")) {
          client.expect("451 4.3.0");
        }
        rig.post.fault(target -> null);
        client.send("", "ann@example.test", MESSAGE, "250");
        assertEquals(1, rig.inbox("ann@example.test").size());
      }
    }
  }

  @Test
  void theDirectory() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.broken("ann@example.test");
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "451 4.3.0");
      client.say("RCPT TO:<bob@example.test>", "250 2.1.5");
    }
  }

  @Test
  void aStoreThatFailsHalfWayIsAskedAgain() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.post.fault(
          target ->
              target.user().equals("id-bob@example.test") ? new Outcome.Failed("broken") : null);
      client.say("MAIL FROM:<x@remote.example>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("DATA", "354");
      client.raw(MESSAGE + ".\r\n").expect("451 4.3.0");
    }
  }
}
