package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no client should send. */
final class HostileTest {

  @Test
  void bareLineFeedsAndControlsInCommands() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw("NOOP\n").expect("500 5.5.2");
      client.raw("NO\0OP\r\n").expect("500 5.5.2");
      client.raw("NOOP\rQUIT\r\n").expect("500 5.5.2");
      client.raw("MAIL FROM:<a\0@b.example>\r\n").expect("500 5.5.2");
      client.raw("MAIL FROM:<a@b.example>\nRCPT TO:<ann@example.test>\r\n").expect("500 5.5.2");
      client.expect("503 5.5.1");
      client.raw("\u00ff\r\n").expect("500 5.5.2");
      client.raw(new byte[] {(byte) 0xff, (byte) 0xfe, '\r', '\n'}).expect("501 5.6.7");
      client.say("NOOP", "250");
    }
  }

  /** A seeded monkey types at all ports; the server answers everything and goes on. */
  @Test
  void noise() throws Exception {
    Random random = new Random(20261122);
    String[] words = {
      "EHLO x",
      "LHLO x",
      "MAIL FROM:<>",
      "RCPT TO:<ann@example.test>",
      "DATA",
      "BDAT 5",
      "RSET",
      "BDAT 3 LAST",
      "AUTH PLAIN",
      "AUTH LOGIN",
      "*",
      "NOOP",
      "HELP",
      "VRFY x",
      ".",
      "\0",
      "\r",
      "\n",
      "=",
      "<",
      ">",
      "\"",
      "STARTTLSX",
      "é",
      "\u0001",
      "QUITX",
      " ",
      "SIZE=1",
      "@",
      "["
    };
    try (Rig rig = new Rig(Map.of("maxErrors", 10_000))) {
      for (int round = 0; round < 60; round++) {
        String port = new String[] {"smtp", "submission", "lmtp"}[round % 3];
        StringBuilder said = new StringBuilder();
        for (int i = random.nextInt(80); i > 0; i--) {
          said.append(words[random.nextInt(words.length)]);
          said.append(random.nextInt(3) == 0 ? "" : "\r\n");
        }
        try (Client client = rig.connect(port)) {
          client.raw(said.toString());
          client.socket().shutdownOutput();
          for (; ; ) {
            List<String> reply = client.reply();
            assertTrue(reply.getLast().matches("[2-5]\\d\\d[ ].*|334 .*"), reply.toString());
          }
        } catch (IOException e) {
          // It hung up, or we did: what counts is that the next one is served.
        }
      }
      try (Client client = rig.greet("smtp")) {
        client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      }
    }
  }

  @Test
  void slowSendersCostBoundedMemory() throws Exception {
    int senders = 64;
    int octets = 300_000;
    try (Rig rig =
        new Rig(Map.of("spoolMemoryBytes", 65_536, "spoolMemoryTotalBytes", 1_048_576L))) {
      List<Client> clients = new ArrayList<>();
      String piece = "x".repeat(998) + "\r\n";
      for (int i = 0; i < senders; i++) {
        Client client = rig.greet("smtp");
        client.say("MAIL FROM:<> SIZE=" + octets, "250");
        client.say("RCPT TO:<ann@example.test>", "250");
        client.say("DATA", "354");
        client.raw(piece.repeat(octets / 1000));
        clients.add(client);
      }
      // All of them have more in the file than in memory, and together what the limit allows and
      // the little that each must have.
      Path spool = rig.home.resolve("tmp/smtp");
      double used = used(rig);
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (used < 1_000_000 && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(1_000_000);
        used = used(rig);
      }
      assertTrue(used <= 1_048_576 + senders * 16_384, "spool memory: " + used);
      for (Client client : clients) {
        client.raw(".\r\n").expect("250");
        client.close();
      }
      assertEquals(senders, rig.inbox("ann@example.test").size());
      assertEquals(0, used(rig));
      try (Stream<Path> left = Files.list(spool)) {
        assertEquals(0, left.count());
      }
    }
  }

  private static double used(Rig rig) {
    return rig.server.metrics().samples().stream()
        .filter(sample -> sample.name().equals("postern_smtp_spool_memory_bytes"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void whoSpeaksBeforeTheGreetingIsRefusedWhenThatIsSet() throws Exception {
    try (Rig rig = new Rig(Map.of("greetingDelayMillis", 10_000));
        Client client = new Client(rig.port("smtp"))) {
      client.raw("EHLO x\r\n").expect("554 5.5.0");
      client.expectClosed();
    }
    try (Rig rig = new Rig(Map.of("greetingDelayMillis", 50));
        Client client = new Client(rig.port("smtp"))) {
      client.expect("220");
    }
  }
}
