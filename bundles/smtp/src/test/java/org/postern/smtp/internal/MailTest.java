package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** MAIL and its parameters (RFC 5321 4.1.1.2). */
final class MailTest {

  private static void accepted(String argument) throws Exception {
    answered(argument, "250 2.1.0");
  }

  private static void answered(String argument, String reply) throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("MAIL " + argument, reply);
    }
  }

  @Test
  void takesPathsAndParameters() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      for (String argument :
          new String[] {
            "FROM:<>",
            "from:<a@b.example>",
            "FROM: <a@b.example>",
            "FROM:<\"a b\"@b.example>",
            "FROM:<@relay.example,@other.example:a@b.example>",
            "FROM:<a@[192.0.2.1]>",
            "FROM:<a@[IPv6:2001:db8::1]>",
            "FROM:<> SIZE=1000 BODY=8BITMIME",
            "FROM:<a@b.example> size=0 body=7bit",
            "FROM:<a@b.example> BODY=BINARYMIME",
            "FROM:<é@b.example> SMTPUTF8",
            "FROM:<a@bücher.example> BODY=8BITMIME SMTPUTF8",
          }) {
        client.say("MAIL " + argument, "250 2.1.0");
        client.say("RSET", "250");
      }
    }
  }

  @Test
  void refusesWhatIsNoPath() throws Exception {
    try (Rig rig = new Rig(Map.of("maxErrors", 100));
        Client client = rig.greet("smtp")) {
      client.say("MAIL", "501 5.5.4");
      client.say("MAIL FROM", "501 5.5.4");
      client.say("MAIL FROM <a@b.example>", "501 5.5.4");
      client.say("MAIL TO:<a@b.example>", "501 5.5.4");
      client.say("MAIL FROM:", "501 5.1.7");
      client.say("MAIL FROM:a@b.example", "501 5.1.7");
      client.say("MAIL FROM:<a>", "501 5.1.7");
      client.say("MAIL FROM:<a@>", "501 5.1.7");
      client.say("MAIL FROM:<@b.example>", "501 5.1.7");
      client.say("MAIL FROM:<a@b..example>", "501 5.1.7");
      client.say("MAIL FROM:<.a@b.example>", "501 5.1.7");
      client.say("MAIL FROM:<a@-b.example>", "501 5.1.7");
      client.say("MAIL FROM:<a@b.example", "501 5.1.7");
      client.say("MAIL FROM:<a@b.example>>", "501 5.1.7");
      client.say("MAIL FROM:<a@b.example>SIZE=1", "501 5.1.7");
      client.say("MAIL FROM:<a@[300.0.0.1]>", "501 5.1.7");
      client.say("MAIL FROM:<a@[x]>", "501 5.1.7");
      client.say("MAIL FROM:<" + "a".repeat(65) + "@b.example>", "501 5.1.7");
      client.say("MAIL FROM:<a@" + "b.".repeat(130) + "example>", "501 5.1.7");
      client.say("MAIL FROM:<a@b.example>", "250");
    }
  }

  @Test
  void refusesBadParameters() throws Exception {
    try (Rig rig = new Rig(Map.of("maxErrors", 100));
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<> SIZE", "501 5.5.4");
      client.say("MAIL FROM:<> SIZE=", "501 5.5.4");
      client.say("MAIL FROM:<> SIZE=-1", "501 5.5.4");
      client.say("MAIL FROM:<> SIZE=12x", "501 5.5.4");
      client.say("MAIL FROM:<> SIZE=1 SIZE=2", "501 5.5.4");
      client.say("MAIL FROM:<> BODY=9BIT", "501 5.5.4");
      client.say("MAIL FROM:<> SMTPUTF8=yes", "501 5.5.4");
      client.say("MAIL FROM:<> =x", "501 5.5.4");
      client.say("MAIL FROM:<> X-UNKNOWN=1", "555 5.5.4");
      // Not announced on this port.
      client.say("MAIL FROM:<> RET=FULL", "555 5.5.4");
      client.say("MAIL FROM:<> AUTH=<>", "555 5.5.4");
      client.say("MAIL FROM:<> REQUIRETLS", "555 5.5.4");
      client.say("MAIL FROM:<>", "250");
    }
  }

  @Test
  void refusesWhatIsTooLargeBeforeItIsSent() throws Exception {
    try (Rig rig = new Rig(Map.of("maxMessageBytes", 100_000L));
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<> SIZE=100001", "552 5.3.4");
      client.say("MAIL FROM:<> SIZE=99999999999999999999", "552 5.3.4");
      client.say("MAIL FROM:<> SIZE=100000", "250");
    }
  }

  @Test
  void comesOnceAndAfterHello() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("smtp")) {
      client.say("MAIL FROM:<>", "503 5.5.1");
      client.say("EHLO x", "250");
      client.say("MAIL FROM:<>", "250");
      client.say("MAIL FROM:<>", "503 5.5.1");
    }
  }

  @Test
  void addressesAboveAsciiNeedSmtpUtf8() throws Exception {
    answered("FROM:<é@b.example>", "553 5.6.7");
    answered("FROM:<a@bücher.example>", "553 5.6.7");
    accepted("FROM:<é@b.example> SMTPUTF8");
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw(new byte[] {'M', 'A', 'I', 'L', ' ', 'F', 'R', 'O', 'M', ':', '<', (byte) 0xc3});
      client.raw("(@b.example> SMTPUTF8\r\n");
      client.expect("501 5.6.7");
    }
  }

  @Test
  void theReturnPathIsTheReversePath() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<@a.example:\"x \\\" y\"@b.example>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n.\r\n").expect("250");
      client.send("", "ann@example.test", "Subject: y\r\n\r\n", "250");
      assertTrue(
          rig.inbox("ann@example.test")
              .getFirst()
              .startsWith("Return-Path: <\"x \\\" y\"@b.example>\r\n"));
      assertTrue(rig.inbox("ann@example.test").getLast().startsWith("Return-Path: <>\r\n"));
    }
  }
}
