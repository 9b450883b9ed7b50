package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STAT (RFC 1939 5). */
class StatTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void anEmptyMaildrop() throws Exception {
    try (Client client = server.login()) {
      assertEquals("+OK 0 0", client.send("STAT"));
    }
  }

  @Test
  void countsWhatIsNotMarked() throws Exception {
    server.with("a\r\n", "bb\r\n", "ccc\r\n");
    try (Client client = server.login()) {
      assertEquals("+OK 3 12", client.send("STAT"));
      client.ok("DELE 2");
      assertEquals("+OK 2 8", client.send("STAT"));
      client.ok("RSET");
      assertEquals("+OK 3 12", client.send("STAT"));
    }
  }

  @Test
  void isASnapshot() throws Exception {
    server.with("a\r\n");
    try (Client client = server.login()) {
      server.with("b\r\n");
      assertEquals("+OK 1 3", client.send("STAT"));
    }
    try (Client client = server.connect().login("anna@example.test")) {
      assertEquals("+OK 2 6", client.send("STAT"));
    }
  }

  @Test
  void notBeforeLoginAndWithoutArgument() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.fails("STAT", "").ok("USER anna@example.test").ok("PASS secret").fails("STAT 1", "");
    }
  }
}
