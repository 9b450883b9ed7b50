package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CAPA in each state (RFC 2449 5, 6). */
class CapaTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void beforeLogin() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      List<String> capabilities = client.lines("CAPA");
      assertTrue(
          capabilities.containsAll(
              List.of(
                  "USER",
                  "SASL PLAIN RIDDLE",
                  "TOP",
                  "UIDL",
                  "PIPELINING",
                  "RESP-CODES",
                  "AUTH-RESP-CODE",
                  "EXPIRE NEVER",
                  "LOGIN-DELAY 0",
                  "UTF8 USER",
                  "LANG",
                  "IMPLEMENTATION Postern")),
          capabilities.toString());
    }
  }

  @Test
  void afterLoginThereIsNoStls() throws Exception {
    try (Client client = server.login()) {
      List<String> capabilities = client.lines("CAPA");
      assertFalse(capabilities.contains("STLS"));
      assertTrue(capabilities.contains("UIDL"));
    }
  }

  @Test
  void whatIsHiddenFromTheAccountIsNotToldNorDone() throws Exception {
    server.accounts.hidden = java.util.Set.of("TOP", "PIPELINING", "RETR");
    server.with("A: b\r\n\r\nc\r\n");
    try (Client client = server.login()) {
      List<String> capabilities = client.lines("CAPA");
      assertFalse(capabilities.contains("TOP") || capabilities.contains("PIPELINING"));
      assertTrue(capabilities.contains("UIDL"));
      client.fails("TOP 1 0", "");
      client.lines("UIDL");
      // What every client needs can't be hidden.
      client.lines("RETR 1");
    }
  }

  @Test
  void withoutMechanismsThereIsNoSasl() throws Exception {
    server.accounts.mechanisms = List.of();
    try (Client client = server.connect()) {
      client.line();
      assertFalse(client.lines("CAPA").stream().anyMatch(line -> line.startsWith("SASL")));
    }
  }

  @Test
  void takesNoArgument() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.fails("CAPA ALL", "");
    }
  }
}
