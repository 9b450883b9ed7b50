package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UIDL (RFC 1939 7). */
class UidlTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void allAndOne() throws Exception {
    server.with("a\r\n", "bb\r\n", "ccc\r\n");
    try (Client client = server.login()) {
      assertEquals(List.of("1 m1", "2 m2", "3 m3"), client.lines("UIDL"));
      assertEquals("+OK 2 m2", client.send("UIDL 2"));
      client.ok("DELE 2").fails("UIDL 2", "");
      assertEquals(List.of("1 m1", "3 m3"), client.lines("UIDL"));
    }
  }

  @Test
  void staysWithItsMessageAcrossSessions() throws Exception {
    server.with("a\r\n", "bb\r\n");
    try (Client client = server.login()) {
      client.ok("DELE 1").ok("QUIT");
    }
    server.with("c\r\n");
    try (Client client = server.login()) {
      assertEquals(List.of("1 m2", "2 m3"), client.lines("UIDL"));
    }
  }

  @Test
  void noSuchMessage() throws Exception {
    try (Client client = server.login()) {
      client.fails("UIDL 1", "").fails("UIDL x", "");
    }
  }
}
