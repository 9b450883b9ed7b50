package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RSET, VRFY, EXPN, HELP, NOOP, QUIT and what is none of them. */
final class SimpleCommandsTest {

  @Test
  void reset() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("RSET", "250 2.0.0");
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RSET ", "250 2.0.0");
      client.say("RSET x", "501 5.5.4");
      client.say("DATA", "503 5.5.1");
      client.say("MAIL FROM:<>", "250");
    }
  }

  @Test
  void verifyTellsNothing() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      assertEquals(client.ask("VRFY ann"), client.ask("VRFY missing@example.test"));
      client.say("VRFY <é@example.test> SMTPUTF8", "252 2.5.0");
      client.say("VRFY", "501 5.5.4");
      client.say("EXPN all", "502 5.5.1");
    }
  }

  @Test
  void noopAndHelpAndQuit() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      client.say("NOOP", "250 2.0.0");
      client.say("noop whatever it says", "250 2.0.0");
      List<String> help = client.ask("HELP mail");
      assertTrue(help.getFirst().startsWith("214-2.0.0 "), help.toString());
      client.say("QUIT now", "501 5.5.4");
      client.say("QUIT", "221 2.0.0");
      client.expectClosed();
    }
  }

  @Test
  void unknownAndUnavailable() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("", "500 5.5.2");
      client.say("XYZZY", "500 5.5.2");
      client.say(" NOOP", "500 5.5.2");
      client.say("MAILFROM:<>", "500 5.5.2");
      client.say("ETRN example.test", "502 5.5.1");
      client.say("TURN", "502 5.5.1");
      client.say("NOOP", "250");
    }
  }
}
