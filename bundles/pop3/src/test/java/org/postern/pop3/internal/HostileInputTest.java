package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Input that no client sends by mistake. */
class HostileInputTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void anEndlessLineIsRefusedAndMemoryStaysBounded() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      byte[] block = new byte[64 * 1024];
      Arrays.fill(block, (byte) 'A');
      for (int i = 0; i < 512; i++) {
        client.raw(block);
      }
      client.raw("\r\n");
      assertTrue(client.line().startsWith("-ERR "));
      client.ok("CAPA");
    }
  }

  @Test
  void aCommandHasAtMost255Octets() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER " + "x".repeat(248)).fails("USER " + "x".repeat(249), "");
    }
  }

  @Test
  void controlCharactersAndBadUtf8AreRefused() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      for (String bad :
          List.of(
              "CAPA\0", "\0", "USER a\0b", "USER a\tb", "USER \u00e9", "\u00ff\u00fe", "CA\rPA")) {
        client.raw(bad + "\r\n");
        assertTrue(client.line().startsWith("-ERR "), bad);
      }
      client.ok("CAPA");
    }
  }

  @Test
  void tooManyBadCommandsEndTheSession() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("GET / HTTP/1.1\r\nHost: x\r\n" + "\r\n".repeat(100));
      for (int i = 0; i <= Options.DEFAULT.errorLimit(); i++) {
        assertTrue(client.line().startsWith("-ERR "));
      }
      assertThrows(IOException.class, client::line);
    }
  }

  @Test
  void aMessageThatDoesNotExistIsNoBadCommand() throws Exception {
    try (Client client = server.login()) {
      for (int i = 0; i < 100; i++) {
        client.fails("RETR 1", "");
      }
      client.ok("NOOP");
    }
  }

  @Test
  void binaryNoiseEndsInAnOrderlyWay() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[1 + random.nextInt(5_000)];
      random.nextBytes(noise);
      try (Client client = server.connect()) {
        client.line();
        client.raw(noise);
        client.socket().shutdownOutput();
        try {
          while (client.in().read() >= 0) {
            assertTrue(true);
          }
        } catch (SocketException e) {
          assertTrue(e.getMessage().contains("reset"), e.getMessage());
        }
      }
    }
    server.login().close();
  }

  @Test
  void theLockGoesWithTheConnection() throws Exception {
    server.with("a\r\n");
    for (int i = 0; i < 20; i++) {
      server.login().raw("RETR").close();
      while (server.mail.isLocked(TestServer.ANNA, "INBOX")) {
        Thread.onSpinWait();
      }
    }
  }
}
