package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** AUTH (RFC 5034). */
class AuthTest {
  private static final String ANNA = base64("\0anna@example.test\0secret");
  @RegisterExtension final TestServer server = new TestServer();

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Client client() throws Exception {
    Client client = server.connect();
    client.line();
    return client;
  }

  @Test
  void initialResponse() throws Exception {
    try (Client client = client()) {
      client.ok("AUTH PLAIN " + ANNA).ok("STAT");
    }
  }

  @Test
  void withoutInitialResponseTheChallengeIsEmpty() throws Exception {
    try (Client client = client()) {
      assertEquals("+ ", client.send("auth plain"));
      client.ok(ANNA).ok("STAT");
    }
  }

  @Test
  void anEqualsSignIsAnEmptyInitialResponse() throws Exception {
    try (Client client = client()) {
      client.fails("AUTH PLAIN =", "").ok("AUTH PLAIN " + ANNA);
    }
  }

  @Test
  void theServerMaySpeakFirstAndMoreThanOnce() throws Exception {
    try (Client client = client()) {
      assertEquals("+ " + base64("who?"), client.send("AUTH RIDDLE"));
      assertEquals("+ " + base64("why, me?"), client.send(base64("me")));
      client.ok(base64("because")).ok("STAT");
    }
  }

  @Test
  void theClientMayCancel() throws Exception {
    try (Client client = client()) {
      client.send("AUTH PLAIN");
      client.fails("*", "").ok("AUTH PLAIN " + ANNA);
    }
  }

  @Test
  void nonsenseIsRefusedAndTheSessionGoesOn() throws Exception {
    try (Client client = client()) {
      client.send("AUTH PLAIN");
      client.fails("no base64!", "");
      client.fails("AUTH PLAIN no-base64", "").fails("AUTH PLAIN a b", "");
      client.fails("AUTH PLAIN " + base64("no fields"), "");
      client.fails("AUTH KERBEROS_V4", "").ok("AUTH PLAIN " + ANNA).fails("AUTH PLAIN " + ANNA, "");
    }
  }

  @Test
  void wrongCredentialsAreAnAuthFailure() throws Exception {
    try (Client client = client()) {
      client.fails("AUTH PLAIN " + base64("\0anna@example.test\0wrong"), "AUTH");
      client.ok("AUTH PLAIN " + ANNA);
    }
  }

  @Test
  void aloneItListsTheMechanisms() throws Exception {
    try (Client client = client()) {
      assertEquals(List.of("PLAIN", "RIDDLE"), client.lines("AUTH"));
    }
  }

  @Test
  void aResponseMayBeLongerThanACommand() throws Exception {
    String password = "x".repeat(3_000);
    try (Client client = client()) {
      client.send("AUTH PLAIN");
      client.fails(base64("\0anna@example.test\0" + password), "AUTH");
      client.fails("AUTH PLAIN " + base64("\0anna@example.test\0" + password), "AUTH");
      client.send("AUTH PLAIN");
      client.fails("A".repeat(20_000), "").ok("AUTH PLAIN " + ANNA);
    }
  }

  @Test
  void theNameGivenBeforeIsForgotten() throws Exception {
    try (Client client = client()) {
      client.ok("USER anna@example.test");
      client.send("AUTH PLAIN");
      client.fails("*", "").fails("PASS secret", "");
    }
  }
}
