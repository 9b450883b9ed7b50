package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** EXPIRE (RFC 2449 6.7). */
class ExpireTest {
  @RegisterExtension final TestServer server = new TestServer(TestServer.expire(0));

  @Test
  void withZeroDaysQuitDeletesWhatWasRetrieved() throws Exception {
    server.with(TestServer.message(1), TestServer.message(2), TestServer.message(3));
    try (Client client = server.login()) {
      assertTrue(client.lines("CAPA").contains("EXPIRE 0"));
      client.message("RETR 2");
      client.message("TOP 1 9");
      client.ok("QUIT");
    }
    try (Client client = server.login()) {
      assertEquals(List.of("1 m1", "2 m3"), client.lines("UIDL"));
    }
  }

  @Test
  void aDroppedConnectionStillDeletesNothing() throws Exception {
    server.with(TestServer.message(1));
    try (Client client = server.login()) {
      client.message("RETR 1");
    }
    while (server.mail.isLocked(TestServer.ANNA, "INBOX")) {
      Thread.onSpinWait();
    }
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
  }
}
