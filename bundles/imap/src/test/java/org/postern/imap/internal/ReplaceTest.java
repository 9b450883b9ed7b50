package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.directory.Account;

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

  @Test
  void othersAreToldOfBoth() throws Exception {
    server.withMessages(2);
    try (Client anna = server.inbox();
        Client phone = server.inbox();
        Client laptop = server.login()) {
      laptop.ok("ENABLE QRESYNC");
      laptop.ok("SELECT INBOX");
      long before = modSeq(laptop);
      anna.ok("UID REPLACE 1 INBOX {6+}\r\nA: b\r\n");
      List<String> told = phone.ok("NOOP");
      assertTrue(told.contains("* 1 EXPUNGE"), told.toString());
      assertTrue(told.contains("* 2 EXISTS"), told.toString());
      told = laptop.ok("NOOP");
      assertTrue(told.contains("* VANISHED 1"), told.toString());
      assertTrue(told.contains("* 2 EXISTS"), told.toString());
      assertEquals(
          List.of("* VANISHED (EARLIER) 1"),
          laptop.ok("UID FETCH 1:2 (FLAGS) (CHANGEDSINCE " + before + " VANISHED)"));
      assertTrue(modSeq(laptop) > before);
      anna.ok("CREATE there");
      anna.ok("REPLACE 1 there {6+}\r\nA: c\r\n");
      assertTrue(phone.ok("NOOP").contains("* 1 EXPUNGE"));
      assertTrue(laptop.ok("NOOP").contains("* VANISHED 2"));
      assertEquals(List.of("* STATUS \"there\" (MESSAGES 1)"), phone.ok("STATUS there (MESSAGES)"));
    }
  }

  private static long modSeq(Client client) throws Exception {
    String status = client.ok("STATUS INBOX (HIGHESTMODSEQ)").getFirst();
    return Long.parseLong(status.replaceAll("\\D+", ""));
  }

  // RFC 8508 3.4: nobody is told that it was replaced when it was not there to be.
  @Test
  void whatIsGoneAlreadyIsReplacedByNothing() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox();
        Client other = server.inbox()) {
      expunge(other, 1);
      client.no("UID REPLACE 1 INBOX {6+}\r\nA: b\r\n", "EXPUNGEISSUED");
      client.raw("x UID REPLACE 2 INBOX {6}\r\n");
      assertEquals("+ OK", client.line());
      expunge(other, 2);
      client.raw("A: b\r\n\r\n");
      String line = client.line();
      while (line.startsWith("* ")) {
        line = client.line();
      }
      assertTrue(line.startsWith("x NO [EXPUNGEISSUED] "), line);
      assertEquals("* SEARCH 3", client.ok("UID SEARCH ALL").getLast());
    }
  }

  private static void expunge(Client client, long uid) throws Exception {
    client.ok("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)");
    client.ok("UID EXPUNGE " + uid);
  }

  @Test
  void rightsThatGoWhileTheMessageComesAreMissing() throws Exception {
    String team = "user/anna@example.test/team";
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team");
      anna.append("team", "", TestServer.message(1));
      anna.ok("SETACL team bob@example.test lrsite");
      bob.ok("SELECT " + team);
      bob.raw("x REPLACE 1 " + team + " {6}\r\n");
      assertEquals("+ OK", bob.line());
      anna.ok("SETACL team bob@example.test lrsi");
      bob.raw("A: b\r\n\r\n");
      String line = bob.line();
      while (line.startsWith("* ")) {
        line = bob.line();
      }
      assertTrue(line.startsWith("x NO [NOPERM] "), line);
      assertEquals("* SEARCH 1", bob.ok("UID SEARCH ALL").getLast());
    }
  }

  @Test
  void whatLeavesMakesRoomInItsOwnersQuota() throws Exception {
    server.store.quota = new Account.Quota(OptionalLong.of(1_000), OptionalLong.of(1));
    try (Client client = server.inbox()) {
      client.ok("CREATE there");
      client.append("INBOX", "", "A: b\r\n\r\n" + "x".repeat(900));
      client.no("APPEND INBOX {20}", "OVERQUOTA");
      client.no("REPLACE 1 INBOX {1001}", "OVERQUOTA");
      client.ok("REPLACE 1 INBOX {1000+}\r\n" + "y".repeat(1_000));
      client.ok("REPLACE 1 there CATENATE (TEXT {990+}\r\n" + "z".repeat(990) + ")");
      assertEquals(
          List.of("* STATUS \"there\" (MESSAGES 1)"), client.ok("STATUS there (MESSAGES)"));
      client.ok("SELECT there");
      // What is too much already may become less.
      server.store.quota = new Account.Quota(OptionalLong.of(100), OptionalLong.of(0));
      client.no("REPLACE 1 INBOX {991}", "OVERQUOTA");
      client.ok("REPLACE 1 INBOX {500+}\r\n" + "y".repeat(500));
    }
  }

  @Test
  void anothersMessageMakesNoRoom() throws Exception {
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team");
      anna.append("team", "", "A: b\r\n\r\n" + "x".repeat(500));
      anna.ok("SETACL team bob@example.test lrsite");
      bob.append("INBOX", "", "A: b\r\n\r\n" + "x".repeat(500));
      server.store.quota = new Account.Quota(OptionalLong.of(600), OptionalLong.empty());
      bob.ok("SELECT user/anna@example.test/team");
      bob.no("REPLACE 1 INBOX {200}", "OVERQUOTA");
      bob.ok("REPLACE 1 INBOX {20+}\r\n" + "y".repeat(20));
      assertEquals(List.of("* STATUS \"INBOX\" (MESSAGES 2)"), bob.ok("STATUS INBOX (MESSAGES)"));
    }
  }
}
