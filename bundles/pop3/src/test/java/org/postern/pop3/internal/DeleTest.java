package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** DELE (RFC 1939 5). */
class DeleTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void marksOnceAndHidesTheMessage() throws Exception {
    server.with(TestServer.message(1), TestServer.message(2));
    try (Client client = server.login()) {
      client.ok("DELE 1");
      for (String command : List.of("DELE 1", "RETR 1", "TOP 1 0", "LIST 1", "UIDL 1")) {
        client.fails(command, "");
      }
      client.ok("NOOP").ok("RETR 2");
    }
  }

  @Test
  void keepsTheOtherNumbers() throws Exception {
    server.with("a\r\n", "bb\r\n", "ccc\r\n");
    try (Client client = server.login()) {
      client.ok("DELE 1");
      assertEquals("+OK 3 5", client.send("LIST 3"));
    }
  }

  @Test
  void needsAMessage() throws Exception {
    try (Client client = server.login()) {
      client.fails("DELE", "").fails("DELE 1", "").fails("DELE 1 2", "");
    }
  }
}
