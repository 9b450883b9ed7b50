package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** USER and PASS (RFC 1939 7, RFC 3206). */
class UserPassTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void logsIn() throws Exception {
    server.with(TestServer.message(1));
    try (Client client = server.connect()) {
      client.line();
      client.ok("user anna@example.test").ok("pass secret").ok("STAT");
    }
  }

  @Test
  void aWrongPasswordIsAnAuthFailureAndTheSessionGoesOn() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER anna@example.test").fails("PASS wrong", "AUTH");
      client.fails("PASS secret", "");
      client.ok("USER anna@example.test").ok("PASS secret");
    }
  }

  @Test
  void anUnknownNameLooksLikeAnyOther() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER nobody@elsewhere.test").fails("PASS x", "AUTH");
    }
  }

  @Test
  void thePasswordIsEverythingAfterOneSpace() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER anna@example.test").fails("PASS  secret", "AUTH");
      client.ok("USER anna@example.test").fails("PASS secret ", "AUTH");
      client.ok("USER anna@example.test").ok("PASS secret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bad_credentials,AUTH",
    "not_allowed,AUTH",
    "throttled,SYS/TEMP",
    "too_many_sessions,IN-USE",
    "unavailable,SYS/TEMP",
    "tls_required,''",
    "malformed,''"
  })
  void everyReasonHasItsCode(String reason, String code) throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER " + reason + "@example.test").fails("PASS secret", code);
      client.ok("USER anna@example.test").ok("PASS secret");
    }
  }

  @Test
  void namesAndPasswordsMayBeUtf8() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER zoë@example.test").ok("PASS secret").ok("STAT");
    }
  }

  @Test
  void grammarAndOrder() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client
          .fails("USER", "")
          .fails("PASS secret", "")
          .ok("USER anna@example.test")
          .fails("PASS", "");
      client
          .ok("USER anna@example.test")
          .ok("PASS secret")
          .fails("USER bert", "")
          .fails("PASS x", "");
    }
  }

  @Test
  void tooManyFailuresEndTheSession() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      for (int i = 1; i <= Options.DEFAULT.errorLimit(); i++) {
        client.ok("USER anna@example.test").fails("PASS wrong", "AUTH");
      }
      assertTrue(client.line().startsWith("-ERR "));
      assertTrue(client.closed());
    }
  }

  /** RFC 2595 4: what the client said before TLS is forgotten; somebody else may have said it. */
  @Test
  void aNameFromBeforeTlsIsForgotten() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER anna@example.test").ok("STLS").secure();
      client.fails("PASS secret", "").ok("USER anna@example.test").ok("PASS secret");
    }
  }
}
