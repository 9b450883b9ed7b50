package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** REPLACE (RFC 8508 3, 4.1). */
class ReplaceTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void theNewOneIsToldThenTheOldOneLeaves() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      List<String> lines = client.ok("UID REPLACE 1 INBOX (\\Draft) {6+}\r\nA: b\r\n");
      assertTrue(lines.getFirst().matches("\\* OK \\[APPENDUID \\d+ 3] .*"), lines.toString());
      assertTrue(lines.contains("* 1 EXPUNGE"), lines.toString());
      assertEquals("* SEARCH 2 3", client.ok("UID SEARCH ALL").getLast());
      client.ok("CREATE there");
      client.ok("REPLACE 1 there {6+}\r\nA: c\r\n");
      assertEquals("* SEARCH 3", client.ok("UID SEARCH ALL").getLast());
    }
  }

  @Test
  void aRefusalLeavesTheOldOne() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.no("REPLACE 1 nothing {6+}\r\nA: b\r\n", "TRYCREATE");
      client.no("REPLACE 1 INBOX {99999999}", "TOOBIG");
      client.bad("REPLACE 2 INBOX {6+}\r\nA: b\r\n").bad("REPLACE 1 INBOX");
      client.bad("UID REPLACE 77 INBOX {6+}\r\nA: b\r\n");
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH ALL"));
      client.ok("EXAMINE INBOX");
      client.no("REPLACE 1 INBOX {6+}\r\nA: b\r\n", "CANNOT");
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH ALL"));
    }
  }

  // RFC 8508 3.4, 4.1: all of it or nothing, also where rights are missing for the last step.
  @Test
  void whoCanRemoveNothingAddsNothing() throws Exception {
    String team = "user/anna@example.test/team";
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team");
      anna.append("team", "", TestServer.message(1));
      for (String few : List.of("lrsiw", "lrsiwt", "lrsiwe")) {
        anna.ok("SETACL team bob@example.test " + few);
        bob.ok("SELECT " + team);
        for (String to : List.of(team, "INBOX")) {
          bob.no("REPLACE 1 " + to + " {6}", "NOPERM");
          bob.no("UID REPLACE 1 " + to + " {6+}\r\nA: b\r\n", "NOPERM");
        }
        assertEquals("* SEARCH 1", bob.ok("UID SEARCH ALL").getLast());
        assertEquals("* SEARCH", bob.ok("UID SEARCH DELETED").getLast());
        assertEquals(List.of("* STATUS \"INBOX\" (MESSAGES 0)"), bob.ok("STATUS INBOX (MESSAGES)"));
      }
      anna.ok("SETACL team bob@example.test lrsite");
      bob.ok("SELECT " + team);
      bob.ok("REPLACE 1 " + team + " {6+}\r\nA: b\r\n");
      assertEquals("* SEARCH 2", bob.ok("UID SEARCH ALL").getLast());
    }
  }
}
