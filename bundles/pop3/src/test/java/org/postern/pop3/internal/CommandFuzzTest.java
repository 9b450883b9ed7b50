package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command parser with lines at random: it answers or refuses, and nothing else. */
class CommandFuzzTest {
  private static final List<String> PIECES =
      List.of(
          "USER",
          "PASS",
          "auth",
          "RETR",
          "TOP",
          "LIST",
          " ",
          "  ",
          "1",
          "0",
          "-1",
          "\0",
          "\r",
          "\t",
          "=",
          "*",
          "PLAIN",
          "AAAA",
          "\u00e9",
          "\u00c3\u00a9",
          "99999999999999999999",
          "x".repeat(260),
          ".",
          "LANG",
          "STLS ");
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void aLineIsACommandOrBad() {
    Random random = new Random(2449);
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = line(random).getBytes(StandardCharsets.ISO_8859_1);
      try {
        CommandLine line =
            CommandLine.parse(new org.postern.net.Input.Line(bytes, true, random.nextInt(50) == 0));
        assertFalse(line.verb().contains(" "));
        assertEquals(line.verb(), line.verb().toUpperCase(Locale.ROOT));
        assertTrue((line.verb() + line.argument()).chars().noneMatch(c -> c < ' '));
      } catch (Failure.BadCommand e) {
        assertTrue(e.in(Language.DEFAULT).length() > 5);
      }
    }
  }

  @Test
  void aSessionAnswersEveryLineOnce() throws Exception {
    Random random = new Random(5034);
    server.with(TestServer.message(1));
    for (int round = 0; round < 300; round++) {
      try (Client client = server.login()) {
        // The client has no way to tell a long answer to noise from a short one: RSET has a text
        // of its own, so what stands before it is the answer.
        client.raw(line(random) + "\r\nRSET\r\n");
        String answer = client.line();
        assertTrue(answer.startsWith("+OK") || answer.startsWith("-ERR"), answer);
        while (!answer.startsWith("+OK Nothing will be deleted")) {
          answer = client.line();
        }
        client.ok("QUIT");
      }
    }
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      line.append(
          random.nextInt(4) == 0
              ? String.valueOf((char) random.nextInt(256))
              : PIECES.get(random.nextInt(PIECES.size())));
    }
    return line.toString().replace("\n", "");
  }
}
