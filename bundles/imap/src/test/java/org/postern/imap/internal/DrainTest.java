package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of the server, of the protocol or of a silent client (RFC 9051 5.4, 7.1.5). */
class DrainTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void waitingClientsGetAFarewellInIdleToo() throws Exception {
    try (Client waiting = server.inbox();
        Client idle = server.inbox();
        Client stranger = server.connect()) {
      stranger.line();
      idle.begin("IDLE");
      idle.line();
      server.net.remove(server.imap);
      for (Client client : List.of(waiting, idle, stranger)) {
        assertTrue(client.line().startsWith("* BYE [UNAVAILABLE] "));
        assertTrue(client.closed());
      }
    }
  }

  @Test
  void silentClientsAreToldSo() throws Exception {
    server.imap.use(
        new Options(
            java.time.Duration.ofMillis(300),
            java.time.Duration.ofMillis(900),
            10,
            1 << 20,
            false,
            10_000,
            java.util.Set.of()));
    try (Client client = server.connect()) {
      client.line();
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
    try (Client client = server.inbox()) {
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }
}
