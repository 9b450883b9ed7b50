package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of the server or of the protocol. */
class DrainTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void aWaitingClientGetsAFarewellAndNothingIsDeleted() throws Exception {
    server.with("a\r\n");
    try (Client client = server.login();
        Client other = server.connect()) {
      other.line();
      client.ok("DELE 1");
      server.net.remove(server.pop3);
      assertTrue(client.line().startsWith("-ERR [SYS/TEMP] "));
      assertTrue(client.closed());
      assertTrue(other.line().startsWith("-ERR [SYS/TEMP] "));
      assertTrue(other.closed());
    }
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
    assertFalse(server.mail.isLocked(TestServer.ANNA, "INBOX"));
  }
}
