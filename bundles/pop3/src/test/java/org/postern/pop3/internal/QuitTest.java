package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** QUIT (RFC 1939 4, 6). */
class QuitTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void saysGoodbyeBeforeLogin() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("QUIT");
      assertTrue(client.closed());
    }
  }

  @Test
  void deletesWhatIsMarkedAndNothingElse() throws Exception {
    server.with(TestServer.message(1), TestServer.message(2), TestServer.message(3));
    try (Client client = server.login()) {
      client.ok("DELE 1").ok("DELE 3");
      assertEquals(3, server.mail.count(TestServer.ANNA, "INBOX"));
      client.ok("QUIT");
      assertTrue(client.closed());
    }
    try (Client client = server.login()) {
      assertEquals(List.of("1 m2"), client.lines("UIDL"));
    }
  }

  @Test
  void freesTheMaildropBeforeItAnswers() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Client client = server.login()) {
        client.ok("QUIT");
      }
    }
  }

  @Test
  void aFailureDeletesNothingAndSaysSo() throws Exception {
    server.with(TestServer.message(1), TestServer.message(2));
    server.mail.failDelete = true;
    try (Client client = server.login()) {
      client.ok("DELE 1").fails("QUIT", "SYS/TEMP");
      assertTrue(client.closed());
    }
    server.mail.failDelete = false;
    try (Client client = server.login()) {
      assertEquals(2, client.lines("UIDL").size());
    }
  }

  @Test
  void aDroppedConnectionDeletesNothing() throws Exception {
    server.with(TestServer.message(1));
    Client client = server.login();
    client.ok("DELE 1").close();
    waitUntilFree();
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
  }

  @Test
  void halfAQuitDeletesNothing() throws Exception {
    server.with(TestServer.message(1));
    Client client = server.login();
    client.ok("DELE 1").raw("QUIT").close();
    waitUntilFree();
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
  }

  @Test
  void takesNoArgumentAndGoesOn() throws Exception {
    server.with(TestServer.message(1));
    try (Client client = server.login()) {
      client.ok("DELE 1").fails("QUIT now", "").ok("RSET").ok("QUIT");
    }
    assertEquals(1, server.mail.count(TestServer.ANNA, "INBOX"));
  }

  private void waitUntilFree() {
    while (server.mail.isLocked(TestServer.ANNA, "INBOX")) {
      Thread.onSpinWait();
    }
  }
}
