package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LOGIN-DELAY (RFC 2449 6.5). */
class LoginDelayTest {
  @RegisterExtension
  final TestServer server = new TestServer(TestServer.loginDelay(Duration.ofMinutes(5)));

  @Test
  void aLoginTooSoonIsRefusedUntilTheDelayIsOver() throws Exception {
    try (Client client = server.login()) {
      assertTrue(client.lines("CAPA").contains("LOGIN-DELAY 300"));
      client.ok("QUIT");
    }
    server.clock.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER anna@example.test").fails("PASS secret", "LOGIN-DELAY");
      client.ok("USER anna@example.test").fails("PASS wrong", "AUTH");
      server.clock.incrementAndGet();
      client.ok("USER anna@example.test").ok("PASS secret");
    }
  }

  @Test
  void othersDoNotWait() throws Exception {
    server.login().ok("QUIT").close();
    server.connect().login("bert@example.test").close();
  }

  @Test
  void whatIsOldIsForgotten() {
    LoginDelays delays = new LoginDelays(server.clock::get);
    Duration delay = Duration.ofSeconds(1);
    for (int i = 0; i < 10_000; i++) {
      delays.loggedIn("account" + i, delay);
      server.clock.addAndGet(delay.toNanos() / 100);
    }
    assertTrue(delays.size() < 3_000, () -> "kept " + delays.size());
  }
}
