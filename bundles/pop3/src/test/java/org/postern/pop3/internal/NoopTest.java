package org.postern.pop3.internal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NOOP (RFC 1939 5). */
class NoopTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void afterLoginOnly() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client
          .fails("NOOP", "")
          .ok("USER anna@example.test")
          .ok("PASS secret")
          .ok("NOOP")
          .fails("NOOP x", "");
    }
  }
}
