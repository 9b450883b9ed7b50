package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RSET (RFC 1939 5). */
class RsetTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void takesEveryMarkOff() throws Exception {
    server.with("a\r\n", "bb\r\n");
    try (Client client = server.login()) {
      client.ok("DELE 1").ok("DELE 2").ok("RSET").ok("DELE 1").ok("RSET").ok("QUIT");
    }
    assertEquals(2, server.mail.count(TestServer.ANNA, "INBOX"));
  }

  @Test
  void takesNoArgument() throws Exception {
    server.with("a\r\n");
    try (Client client = server.login()) {
      client.ok("DELE 1").fails("RSET 1", "").ok("QUIT");
    }
    assertEquals(0, server.mail.count(TestServer.ANNA, "INBOX"));
  }
}
