package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UNSELECT (RFC 3691 2), beside CLOSE (RFC 9051 6.4.1). */
class UnselectTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void closeExpungesAndUnselectDoesNot() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      client.ok("STORE 1 +FLAGS (\\Deleted)");
      assertEquals(List.of(), client.ok("UNSELECT"));
      client.bad("FETCH 1 FLAGS");
      assertTrue(client.ok("SELECT INBOX").contains("* 2 EXISTS"));
      assertEquals(List.of(), client.ok("CLOSE"));
      assertTrue(client.ok("SELECT INBOX").contains("* 1 EXISTS"));
    }
  }
}
