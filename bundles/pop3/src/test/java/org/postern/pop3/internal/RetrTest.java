package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RETR (RFC 1939 5, 3). */
class RetrTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void bringsTheOctetsAsTheyAre() throws Exception {
    server.with(TestServer.message(1));
    try (Client client = server.login()) {
      assertEquals("+OK 47 octets", client.send("RETR 1"));
      assertArrayEquals(bytes(TestServer.message(1)), Decoder.strict(client.in()));
      client.ok("NOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".\r\n",
        "..\r\n.\r\n...\r\n",
        "Subject: x\r\n\r\n.\r\n.a\r\na.\r\n\r\n.\r\n",
        "no header at all\r\n",
        "\r\nonly a body\r\n",
        "Subject: only a header\r\n",
        "Subject: and its end\r\n\r\n",
        "\r\n",
        "Subject: nul \0 and latin-1 \u00e9\u00ff\r\n\r\n\0\r\n",
        "Subject: bare cr\r\n\r\na\rb\r\r\n",
        "Subject: bare lf\r\n\r\na\nb\n\r\n"
      })
  void whateverItsLines(String message) throws Exception {
    server.with(message);
    try (Client client = server.login()) {
      assertArrayEquals(bytes(message), client.message("RETR 1"));
      client.ok("NOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Subject: x\r\n\r\nno end", "x", "Subject: x\r\n\r\nlf\n", "cr\r"})
  void completesTheLastLine(String message) throws Exception {
    server.with(message);
    try (Client client = server.login()) {
      assertArrayEquals(bytes(message + "\r\n"), client.message("RETR 1"));
      client.ok("NOOP");
    }
  }

  @Test
  void anEmptyMessage() throws Exception {
    server.with("");
    try (Client client = server.login()) {
      assertArrayEquals(new byte[0], client.message("RETR 1"));
      client.ok("NOOP");
    }
  }

  @Test
  void aBareLineFeedAndADotDoNotEndIt() throws Exception {
    String message = "Subject: x\r\n\r\na\n.\r\nDELE 1\r\n";
    server.with(message);
    try (Client client = server.login()) {
      client.ok("RETR 1");
      assertArrayEquals(bytes(message), Decoder.lenient(client.in()));
      client.ok("RETR 1");
      assertArrayEquals(bytes(message.replace("\n.\r", "\n..\r")), Decoder.strict(client.in()));
      client.ok("NOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4_000, 16_383, 16_384, 16_385, 32_768, 200_000})
  void sizesAroundTheBuffer(int size) throws Exception {
    String plain = "Subject: x\r\n\r\n" + "y".repeat(size - 16) + "\r\n";
    String dots = "Subject: x\r\n\r\n" + ".\r\n".repeat(size / 3);
    server.with(plain, dots);
    try (Client client = server.login()) {
      for (boolean octets : new boolean[] {true, false}) {
        server.mail.givesOctets = octets;
        assertArrayEquals(bytes(plain), client.message("RETR 1"));
        assertArrayEquals(bytes(dots), client.message("RETR 2"));
      }
      client.ok("NOOP");
    }
  }

  @Test
  void aMessageThatCantBeReadIsAnErrorAndTheSessionGoesOn() throws Exception {
    server.with(TestServer.message(1));
    server.mail.failBody = true;
    try (Client client = server.login()) {
      client.fails("RETR 1", "SYS/PERM").fails("TOP 1 0", "SYS/PERM");
      server.mail.failBody = false;
      client.ok("RETR 1");
    }
  }

  @Test
  void aFileThatEndsTooEarlyNeverLooksLikeAWholeMessage() throws Exception {
    server.with("Subject: x\r\n\r\n" + "y\r\n".repeat(50_000));
    server.mail.truncate = true;
    try (Client client = server.login()) {
      client.ok("RETR 1");
      assertThrows(IOException.class, () -> Decoder.strict(client.in()));
    }
  }

  @Test
  void needsAMessage() throws Exception {
    try (Client client = server.login()) {
      client.fails("RETR", "").fails("RETR 1", "").fails("RETR a", "");
    }
  }
}
