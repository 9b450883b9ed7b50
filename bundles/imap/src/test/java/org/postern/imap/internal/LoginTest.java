package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Greeting, CAPABILITY, LOGIN, LOGOUT (RFC 9051 6.1, 6.2.3). */
class LoginTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void theGreetingAndCapabilityTellTheSame() throws Exception {
    try (Client client = server.connect()) {
      String greeting = client.line();
      assertTrue(greeting.startsWith("* OK [CAPABILITY IMAP4rev1 IMAP4rev2 "), greeting);
      String told = client.ok("CAPABILITY").getFirst().substring("* CAPABILITY ".length());
      assertTrue(greeting.contains("[CAPABILITY " + told + "]"), greeting + told);
      assertTrue(told.contains(" AUTH=PLAIN"), told);
      assertTrue(told.contains(" STARTTLS"), told);
      assertFalse(told.contains("LOGINDISABLED"), told);
    }
  }

  @Test
  void afterLoginNoWayToLogInIsAnnounced() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      String done = client.done("LOGIN anna@example.test secret");
      assertTrue(done.startsWith("OK [CAPABILITY IMAP4rev1 "), done);
      String told = client.ok("CAPABILITY").getFirst();
      assertFalse(told.contains("AUTH="), told);
      assertFalse(told.contains("STARTTLS"), told);
      assertTrue(told.contains(" UIDPLUS "), told);
      client.bad("LOGIN anna@example.test secret");
    }
  }

  @Test
  void aRefusalTellsItsReason() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.no("LOGIN anna@example.test wrong", "AUTHENTICATIONFAILED");
      assertEquals(
          "NO [AUTHORIZATIONFAILED] Because it is NOT_ALLOWED",
          client.run("LOGIN not_allowed@example.test secret").getLast());
      client.no("LOGIN throttled@example.test secret", "UNAVAILABLE");
      client.no("LOGIN too_many_sessions@example.test secret", "LIMIT");
      client.no("LOGIN unavailable@example.test secret", "UNAVAILABLE");
      client.no("LOGIN tls_required@example.test secret", "PRIVACYREQUIRED");
      client.ok("LOGIN \"anna@example.test\" \"secret\"");
    }
  }

  @Test
  void commandsOfOtherStatesAreRefused() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.bad("SELECT INBOX").bad("LIST \"\" *").bad("FETCH 1 FLAGS").bad("IDLE");
      client.ok("LOGIN anna@example.test secret");
      client.bad("FETCH 1 FLAGS").bad("EXPUNGE").bad("CLOSE").bad("STARTTLS");
    }
  }

  @Test
  void logoutSaysByeAndCloses() throws Exception {
    try (Client client = server.login()) {
      List<String> lines = client.run("LOGOUT");
      assertTrue(lines.getFirst().startsWith("* BYE"), lines.toString());
      assertTrue(lines.getLast().startsWith("OK "), lines.toString());
      assertTrue(client.closed());
    }
  }

  @Test
  void failedLoginsEndTheSession() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      for (int i = 1; i <= Options.DEFAULT.errorLimit(); i++) {
        client.no("LOGIN anna@example.test wrong", "AUTHENTICATIONFAILED");
      }
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }

  @Test
  void hiddenCapabilitiesAreNotAnnouncedNorEnabled() throws Exception {
    Options d = TestServer.PLAIN;
    server.imap.use(
        new Options(
            d.loginTimeout(),
            d.idleTimeout(),
            d.errorLimit(),
            d.messageLimit(),
            false,
            10_000,
            java.util.Set.of("QRESYNC", "APPENDLIMIT")));
    try (Client client = server.login()) {
      String told = client.ok("CAPABILITY").getFirst();
      assertFalse(told.contains("QRESYNC"), told);
      assertFalse(told.contains("APPENDLIMIT"), told);
      assertEquals(List.of("* ENABLED CONDSTORE"), client.ok("ENABLE QRESYNC CONDSTORE"));
    }
  }

  @Test
  void whatIsHiddenFromAnAccountIsNotAnnouncedNorDone() throws Exception {
    server.accounts.hidden =
        java.util.Set.of(
            "IDLE",
            "MOVE",
            "THREAD=REFERENCES",
            "COMPRESS=DEFLATE",
            "CATENATE",
            "UTF8=ACCEPT",
            "IMAP4REV1");
    try (Client client = server.connect()) {
      client.line();
      // Before login nobody knows whose session it will be.
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" ENABLE"));
      String told = client.done("LOGIN anna@example.test secret");
      for (String name :
          List.of(" IDLE ", " MOVE ", "REFERENCES", "COMPRESS", "CATENATE", "UTF8=ACCEPT")) {
        assertFalse(told.contains(name), told);
      }
      assertTrue(told.contains("[CAPABILITY IMAP4rev1 ") && told.contains(" UIDPLUS "), told);
      client.select("INBOX");
      client.bad("IDLE").bad("UID MOVE 1 x").bad("MOVE 1 x").bad("COMPRESS DEFLATE");
      client.bad("APPEND INBOX CATENATE (URL /INBOX/;UID=1)");
      assertEquals(List.of("* ENABLED"), client.ok("ENABLE UTF8=ACCEPT"));
      client.ok("THREAD ORDEREDSUBJECT UTF-8 ALL");
      // Of the next account, nothing is hidden.
      server.accounts.hidden = java.util.Set.of("UNAUTHENTICATE");
      client.ok("UNAUTHENTICATE");
      client.ok("LOGIN bob@example.test secret");
      client.bad("UNAUTHENTICATE");
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" IDLE "));
    }
  }
}
