package org.postern.pop3.internal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One session a maildrop (RFC 1939 4, RFC 2449 8.1.2). */
class MaildropLockTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void theSecondIsToldThatItIsInUse() throws Exception {
    try (Client first = server.login();
        Client second = server.connect()) {
      second.line();
      second.ok("USER anna@example.test").fails("PASS secret", "IN-USE").fails("STAT", "");
      first.ok("QUIT");
      second.ok("USER anna@example.test").ok("PASS secret").ok("STAT");
    }
  }

  @Test
  void anotherAccountIsFree() throws Exception {
    try (Client first = server.login();
        Client second = server.connect().login("bert@example.test")) {
      first.ok("NOOP");
      second.ok("NOOP");
    }
  }

  @Test
  void aStoreThatFailsIsATemporaryError() throws Exception {
    server.mail.failOpen = true;
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER anna@example.test").fails("PASS secret", "SYS/TEMP");
      server.mail.failOpen = false;
      client.ok("USER anna@example.test").ok("PASS secret");
    }
  }
}
