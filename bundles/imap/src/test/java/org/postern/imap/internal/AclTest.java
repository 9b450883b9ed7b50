package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ACL (RFC 4314), other people's mailboxes (RFC 2342), LIST-MYRIGHTS (RFC 8440). */
class AclTest {
  private static final String TEAM = "user/anna@example.test/team";

  @RegisterExtension final TestServer server = new TestServer();

  private Client anna() throws Exception {
    Client anna = server.login();
    anna.ok("CREATE team");
    anna.append("team", "", TestServer.message(1));
    anna.append("team", "", TestServer.message(2));
    return anna;
  }

  private Client bob() throws Exception {
    return server.connect().login("bob");
  }

  @Test
  void rightsAreSetAndTold() throws Exception {
    try (Client anna = anna()) {
      assertEquals(
          List.of("* NAMESPACE ((\"\" \"/\")) ((\"user/\" \"/\")) NIL"), anna.ok("NAMESPACE"));
      assertEquals(List.of("* MYRIGHTS \"team\" lrswipkxteacd"), anna.ok("MYRIGHTS team"));
      anna.ok("SETACL team bob@example.test lr");
      anna.ok("SETACL team bob@example.test +st");
      anna.ok("SETACL team bob@example.test -t");
      anna.ok("SETACL team anyone l");
      String acl = anna.ok("GETACL team").getFirst();
      assertTrue(acl.startsWith("* ACL \"team\" \"anna@example.test\" lrswipkxteacd"), acl);
      assertTrue(acl.contains(" \"bob@example.test\" \"lrs\""), acl);
      assertTrue(acl.contains(" \"anyone\" \"l\""), acl);
      assertEquals(
          List.of("* LISTRIGHTS \"team\" \"bob@example.test\" \"\" l r s w i p k x t e a c d"),
          anna.ok("LISTRIGHTS team bob@example.test"));
      anna.ok("DELETEACL team bob@example.test");
      assertFalse(anna.ok("GETACL team").getFirst().contains("bob@"));
      anna.no("SETACL team nobody@example.test lr", "NONEXISTENT");
      anna.no("SETACL team anna@example.test l", "CANNOT");
      anna.bad("SETACL team bob@example.test lrQ").no("GETACL nothing", "NONEXISTENT");
    }
  }

  @Test
  void whatIsNotGrantedCantBeDone() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      assertEquals(1, bob.ok("LIST \"\" *").size());
      bob.no("SELECT " + TEAM, "NONEXISTENT").no("STATUS " + TEAM + " (MESSAGES)", "NONEXISTENT");
      bob.no("SUBSCRIBE " + TEAM, "NONEXISTENT").no("DELETE " + TEAM, "NONEXISTENT");
      bob.no("MYRIGHTS " + TEAM, "NONEXISTENT").no("GETACL " + TEAM, "NONEXISTENT");
      anna.ok("SETACL team bob@example.test lr");
      assertTrue(
          bob.ok("LIST \"\" * RETURN (MYRIGHTS)").contains("* MYRIGHTS \"" + TEAM + "\" lr"));
      String done = bob.done("SELECT " + TEAM);
      assertTrue(done.startsWith("OK [READ-ONLY]"), done);
      assertEquals(2, bob.ok("FETCH 1:* BODY[]").size());
      bob.no("STORE 1 +FLAGS (\\Seen)", "CANNOT").no("GETACL " + TEAM, "NOPERM");
      bob.no("APPEND " + TEAM + " {6+}\r\nA: b\r\n", "NOPERM");
      bob.no("DELETE " + TEAM, "NOPERM").no("CREATE " + TEAM + "/x", "NOPERM");
      bob.no("RENAME " + TEAM + " mine", "CANNOT");
      bob.no("SETMETADATA " + TEAM + " (/private/comment \"x\")", "NOPERM");
      assertEquals(List.of("* QUOTAROOT \"" + TEAM + "\""), bob.ok("GETQUOTAROOT " + TEAM));
    }
  }

  @Test
  void rightsAreForWhatTheySay() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("SETACL team bob@example.test lrsi");
      bob.ok("SELECT " + TEAM);
      bob.ok("STORE 1 +FLAGS (\\Seen)");
      bob.no("STORE 1 +FLAGS (\\Deleted)", "NOPERM").no("EXPUNGE", "NOPERM");
      bob.append(TEAM, "(\\Seen \\Deleted) ", TestServer.message(3));
      assertTrue(bob.ok("FETCH 3 FLAGS").toString().contains("FLAGS (\\Recent \\Seen)"));
      anna.ok("SETACL team bob@example.test +tekx");
      bob.ok("SELECT " + TEAM);
      bob.ok("STORE 1 +FLAGS (\\Deleted)");
      assertTrue(bob.ok("EXPUNGE").contains("* 1 EXPUNGE"));
      bob.ok("MOVE 1 INBOX");
      bob.ok("CREATE " + TEAM + "/sub");
      assertTrue(anna.ok("LIST \"\" *").toString().contains("team/sub"));
      bob.ok("SUBSCRIBE " + TEAM);
      assertEquals(List.of("* LSUB () \"/\" \"" + TEAM + "\""), bob.ok("LSUB \"\" *"));
      anna.ok("SETACL team/sub bob@example.test lrx");
      bob.ok("DELETE " + TEAM + "/sub");
      assertFalse(anna.ok("LIST \"\" *").toString().contains("team/sub"));
    }
  }

  @Test
  void ownNamesCantLookLikeThoseOfOthers() throws Exception {
    try (Client anna = anna()) {
      anna.no("CREATE user", "CANNOT").no("CREATE user/", "CANNOT");
      anna.no("CREATE user/nobody@example.test/x", "CANNOT");
      anna.ok("SELECT " + TEAM);
    }
  }

  @Test
  void whatOneMayNotKnowOfIsNotThere() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      for (String name : List.of(TEAM, "user/anna@example.test/nothing")) {
        bob.no("GETMETADATA " + name + " /shared/comment", "NONEXISTENT");
        bob.no("SETMETADATA " + name + " (/shared/comment \"x\")", "NONEXISTENT");
        bob.no("SETMETADATA " + name + " (/shared/comment NIL)", "NONEXISTENT");
      }
      anna.ok("SETACL team bob@example.test l");
      bob.no("GETMETADATA " + TEAM + " /shared/comment", "NOPERM");
    }
  }
}
