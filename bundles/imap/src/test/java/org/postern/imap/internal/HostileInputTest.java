package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Garbage, limits and injections (RFC 9051 11.7, RFC 7888 6). */
class HostileInputTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void garbageIsBadAndThenTheEnd() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      for (int i = 0; i < Options.DEFAULT.errorLimit(); i++) {
        client.raw("\0\1\u00ff garbage\r\n");
        assertTrue(client.line().startsWith("* BAD "));
      }
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }

  @Test
  void aGoodCommandForgivesAfterLogin() throws Exception {
    try (Client client = server.login()) {
      for (int i = 0; i < 30; i++) {
        client.bad("FOO");
        client.ok("NOOP");
      }
    }
  }

  @Test
  void aLineWithoutEndIsNotHeld() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.raw("x LOGIN " + "y".repeat(100_000) + "\r\n");
      assertTrue(client.line().startsWith("* BAD "));
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }

  @Test
  void whatALiteralHoldsIsNeverACommand() throws Exception {
    try (Client client = server.login()) {
      client.raw("x FOO {12+}\r\nz CREATE y\r\n more {8+}\r\nu NOOP\r\n\r\n");
      assertTrue(client.line().startsWith("x BAD "));
      client.raw("y CREATE {5}\r\n");
      assertEquals("+ OK", client.line());
      client.raw("a\r\nb\0\r\n");
      assertTrue(client.line().startsWith("y BAD "));
      assertEquals(1, client.ok("LIST \"\" *").size());
    }
  }

  @Test
  void namesCantInjectLines() throws Exception {
    try (Client client = server.login()) {
      client.no("CREATE {4+}\r\na\r\nb", "CANNOT");
      client.bad("CREATE \"a\rb\"");
      client.bad("SELECT \"a\\b\"");
      client.bad("SELECT \"a");
    }
  }

  @Test
  void setsAndNestingAreBounded() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.no("FETCH " + "1,".repeat(20_000) + "1 FLAGS", "LIMIT");
      client.bad("SEARCH " + "(".repeat(30_000));
      client.ok("FETCH " + "1,".repeat(10_000) + "1 FLAGS");
      client.ok("UID FETCH 1:4294967295 FLAGS");
      client.bad("UID FETCH 1:4294967296 FLAGS").bad("UID FETCH 99999999999999999999 FLAGS");
    }
  }

  @Test
  void aCommandMayComeOctetByOctet() throws Exception {
    try (Client client = server.login()) {
      for (char c : "x NOOP\r\n".toCharArray()) {
        client.raw("" + c);
      }
      assertTrue(client.line().startsWith("x OK "));
      client.raw("y NOOP\n");
      assertTrue(client.line().startsWith("y OK "));
    }
  }
}
