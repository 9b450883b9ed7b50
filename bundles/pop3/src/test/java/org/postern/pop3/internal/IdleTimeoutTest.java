package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Silent clients (RFC 1939 3). */
class IdleTimeoutTest {
  @RegisterExtension
  final TestServer server =
      new TestServer(TestServer.timeouts(Duration.ofMillis(300), Duration.ofMillis(600)));

  @Test
  void beforeLoginItIsClosedWithoutAWord() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      assertTrue(client.closed());
    }
  }

  @Test
  void afterLoginItIsClosedWithoutAWordAndNothingIsDeleted() throws Exception {
    server.with("a\r\n");
    try (Client client = server.login()) {
      client.ok("DELE 1");
      assertTrue(client.closed());
    }
    while (server.mail.isLocked(TestServer.ANNA, "INBOX")) {
      Thread.onSpinWait();
    }
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
  }
}
