package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ACL (RFC 4314 2 to 6): other people's mailboxes. */
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
      bob.no("SETMETADATA " + TEAM + " (/private/comment \"x\")", "METADATA NOPRIVATE");
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
      // What LIST tells is not said to be missing.
      bob.no("STATUS " + TEAM + " (MESSAGES)", "NOPERM").no("SELECT " + TEAM, "NOPERM");
      assertEquals(
          List.of("* LIST (\\HasNoChildren) \"/\" \"" + TEAM + "\""),
          bob.ok("LIST \"\" " + TEAM + " RETURN (STATUS (MESSAGES))"));
      // Whoever may do anything but look at it may not know of it either.
      anna.ok("SETACL team bob@example.test swtea");
      bob.no("STATUS " + TEAM + " (MESSAGES)", "NONEXISTENT").no("SELECT " + TEAM, "NONEXISTENT");
      bob.no("STATUS user/anna@example.test/nothing (MESSAGES)", "NONEXISTENT");
    }
  }

  // RFC 4314 4: MYRIGHTS wants one of l r i k x a; the others tell of no mailbox.
  @Test
  void myRightsNeedsARightThatTellsOfTheMailbox() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("SETACL team bob@example.test pswte");
      bob.no("MYRIGHTS " + TEAM, "NONEXISTENT");
      for (char right : "lrikxa".toCharArray()) {
        anna.ok("SETACL team bob@example.test p" + right);
        String mine = bob.ok("MYRIGHTS " + TEAM).getFirst();
        assertTrue(mine.startsWith("* MYRIGHTS \"" + TEAM + "\" ") && mine.contains("" + right));
      }
    }
  }

  // A refusal names no mailbox by what it is called by its owner.
  @Test
  void aRefusalTellsWhichRightIsMissing() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("SETACL team bob@example.test l");
      assertEquals(
          "NO [NOPERM] You need the right r on that mailbox", bob.run("SELECT " + TEAM).getLast());
      anna.ok("SETACL team bob@example.test lrs");
      bob.ok("SELECT " + TEAM);
      assertEquals(
          "NO [NOPERM] You need the right t on that mailbox",
          bob.run("STORE 1 +FLAGS (\\Deleted)").getLast());
    }
  }

  // RFC 4314 4: who may do no more than put something in need not see what it is put into.
  @Test
  void theRightToInsertIsEnoughForCopyAndAppend() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("SETACL team bob@example.test i");
      bob.append("INBOX", "", TestServer.message(9));
      bob.append(TEAM, "", TestServer.message(3));
      bob.ok("SELECT INBOX");
      assertTrue(bob.done("COPY 1 " + TEAM).matches("OK \\[COPYUID \\d+ 1 4] .*"));
      bob.ok("MOVE 1 " + TEAM);
      // RFC 4314 6: the other commands say no more than LIST does.
      assertEquals(List.of(), bob.ok("LIST \"\" " + TEAM));
      bob.no("SELECT " + TEAM, "NONEXISTENT").no("STATUS " + TEAM + " (MESSAGES)", "NONEXISTENT");
      bob.no("GETACL " + TEAM, "NONEXISTENT");
      assertEquals(List.of("* STATUS \"team\" (MESSAGES 5)"), anna.ok("STATUS team (MESSAGES)"));
    }
  }

  // RFC 4314 4: of the flags that a command sets, those are set for which there is a right.
  @Test
  void flagsFollowTheirRights() throws Exception {
    String all = "(\\Seen \\Deleted \\Flagged $own)";
    try (Client anna = anna();
        Client bob = bob()) {
      bob.append("INBOX", all + " ", TestServer.message(9));
      for (var set :
          Map.of(
                  "", "(\\Recent)",
                  "s", "(\\Recent \\Seen)",
                  "t", "(\\Deleted \\Recent)",
                  "w", "(\\Flagged \\Recent $own)")
              .entrySet()) {
        anna.ok("CREATE box" + set.getKey());
        anna.ok("SETACL box" + set.getKey() + " bob@example.test lri" + set.getKey());
        String box = "user/anna@example.test/box" + set.getKey();
        bob.ok("SELECT INBOX");
        bob.ok("COPY 1 " + box);
        bob.append(box, all + " ", TestServer.message(1));
        bob.append(box, "", TestServer.message(2));
        bob.ok("EXAMINE " + box);
        String told = " FETCH (FLAGS " + set.getValue() + ")";
        assertEquals(List.of("* 1" + told, "* 2" + told), bob.ok("FETCH 1:2 FLAGS"), box);
        if (!set.getKey().isEmpty()) {
          bob.ok("SELECT " + box);
          bob.ok("STORE 3 +FLAGS.SILENT " + all);
          assertEquals(List.of("* 3" + told), bob.ok("FETCH 3 FLAGS"), box);
        }
      }
      // Reading a body does not set what may not be set.
      bob.ok("SELECT user/anna@example.test/boxw");
      bob.ok("STORE 3 FLAGS ()");
      assertEquals(1, bob.ok("FETCH 3 BODY[TEXT]").size());
      assertEquals("* SEARCH", bob.ok("SEARCH SEEN").getFirst());
    }
  }

  // RFC 4314 2: an identifier may be a group's.
  @Test
  void groupsHaveRights() throws Exception {
    server.accounts.staff = java.util.Set.of("bob");
    try (Client anna = anna();
        Client bob = bob();
        Client zoe = server.connect().login("zoe")) {
      anna.ok("SETACL team staff@example.test lr");
      anna.ok("SETACL team all@example.test s");
      String acl = anna.ok("GETACL team").getFirst();
      assertTrue(acl.contains(" \"staff@example.test\" \"lr\""), acl);
      assertTrue(acl.contains(" \"all@example.test\" \"s\""), acl);
      assertEquals(
          List.of("* LISTRIGHTS \"team\" \"all@example.test\" \"\" l r s w i p k x t e a c d"),
          anna.ok("LISTRIGHTS team all@example.test"));
      assertEquals(List.of("* MYRIGHTS \"" + TEAM + "\" lrs"), bob.ok("MYRIGHTS " + TEAM));
      assertTrue(bob.ok("LIST \"\" *").toString().contains(TEAM));
      bob.ok("SELECT " + TEAM);
      zoe.no("SELECT " + TEAM, "NONEXISTENT");
      // Who leaves the group, or joins it, has its rights no more, or from then on.
      server.accounts.staff = java.util.Set.of("zoe");
      bob.no("FETCH 1 FLAGS", "NOPERM").no("MYRIGHTS " + TEAM, "NONEXISTENT");
      assertFalse(bob.ok("LIST \"\" *").toString().contains(TEAM));
      zoe.ok("SELECT " + TEAM);
      anna.ok("DELETEACL team staff@example.test");
      anna.ok("DELETEACL team all@example.test");
      zoe.no("FETCH 1 FLAGS", "NOPERM");
    }
  }

  // RFC 4314 2: "anyone"; here, everybody of the owner's domain.
  @Test
  void anyoneIsTheOwnersDomain() throws Exception {
    try (Client anna = anna();
        Client bob = bob();
        Client zoe = server.connect().login("zoe")) {
      anna.ok("SETACL team anyone lr");
      assertTrue(bob.ok("LIST \"\" *").toString().contains(TEAM));
      bob.ok("SELECT " + TEAM);
      assertFalse(zoe.ok("LIST \"\" *").toString().contains("team"));
      zoe.no("SELECT " + TEAM, "NONEXISTENT").no("MYRIGHTS " + TEAM, "NONEXISTENT");
      anna.ok("SETACL team zoe@other.test lr");
      zoe.ok("SELECT " + TEAM);
    }
  }

  // RFC 4314 2: negative rights take away what any other identifier gives.
  @Test
  void negativeRightsTakeAway() throws Exception {
    server.accounts.staff = java.util.Set.of("bob");
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("SETACL team bob@example.test lrsw");
      anna.ok("SETACL team -bob@example.test w");
      String acl = anna.ok("GETACL team").getFirst();
      assertTrue(acl.contains(" \"-bob@example.test\" \"w\""), acl);
      assertEquals(List.of("* MYRIGHTS \"" + TEAM + "\" lrs"), bob.ok("MYRIGHTS " + TEAM));
      anna.ok("SETACL team -staff@example.test s");
      anna.ok("SETACL team -anyone +r");
      assertEquals(List.of("* MYRIGHTS \"" + TEAM + "\" l"), bob.ok("MYRIGHTS " + TEAM));
      bob.no("SELECT " + TEAM, "NOPERM");
      anna.ok("SETACL team -anyone -r");
      anna.ok("DELETEACL team -staff@example.test");
      assertEquals(List.of("* MYRIGHTS \"" + TEAM + "\" lrs"), bob.ok("MYRIGHTS " + TEAM));
      anna.ok("SETACL team -staff@example.test l");
      assertFalse(bob.ok("LIST \"\" *").toString().contains("team"));
      anna.no("SETACL team -anna@example.test l", "CANNOT");
    }
  }

  // RFC 4314 4
  @Test
  void rightsThatChangeCountFromTheNextCommandOn() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("SETACL team bob@example.test lrstwei");
      bob.ok("SELECT " + TEAM);
      bob.ok("STORE 1 +FLAGS (\\Flagged)");
      anna.ok("SETACL team bob@example.test lrs");
      bob.no("STORE 1 +FLAGS (\\Flagged)", "NOPERM").no("EXPUNGE", "NOPERM");
      bob.no("MOVE 1 INBOX", "NOPERM").ok("STORE 1 +FLAGS (\\Seen)");
      anna.ok("SETACL team bob@example.test l");
      bob.no("FETCH 1 FLAGS", "NOPERM").no("SEARCH ALL", "NOPERM").no("COPY 1 INBOX", "NOPERM");
      anna.append("team", "", TestServer.message(3));
      // Nothing is told of what may not be read.
      assertEquals(List.of(), bob.ok("NOOP"));
      anna.ok("SETACL team bob@example.test lrw");
      assertTrue(bob.ok("NOOP").contains("* 3 EXISTS"));
      bob.ok("STORE 3 +FLAGS (\\Answered)");
      anna.ok("DELETE team");
      assertTrue(bob.run("NOOP").toString().contains("* BYE "));
    }
  }

  // RFC 4314 4: CREATE needs k on the mailbox above, and tells nobody who has an account.
  @Test
  void createTellsNotWhoIsThere() throws Exception {
    try (Client anna = anna();
        Client bob = bob()) {
      for (String nobody : List.of("user/anna@example.test/", "user/ghost@example.test/")) {
        for (String name : List.of("x", "team", "team/x", "nothing/x")) {
          assertEquals(
              "NO [NOPERM] You need the right k on the mailbox above",
              bob.run("CREATE " + nobody + name).getLast(),
              nobody + name);
        }
        assertEquals(
            "NO [NONEXISTENT] There is no such mailbox",
            bob.run("RENAME " + nobody + "team mine").getLast());
        assertEquals(
            "NO [CANNOT] A mailbox stays its owner's; copy what is in it",
            bob.run("RENAME INBOX " + nobody + "mine").getLast());
        bob.no("DELETE " + nobody + "team", "NONEXISTENT");
      }
      anna.ok("SETACL team bob@example.test lrk");
      bob.ok("CREATE " + TEAM + "/x");
      bob.no("CREATE user/anna@example.test/top", "NOPERM");
      anna.ok("CREATE user/anna@example.test/mine");
      anna.ok("SELECT mine");
    }
  }

  // RFC 4314 4: RENAME needs x on the old name and k on the mailbox above the new one.
  @Test
  void othersMayRename() throws Exception {
    String home = "user/anna@example.test/";
    try (Client anna = anna();
        Client bob = bob()) {
      anna.ok("CREATE team/a");
      anna.ok("CREATE team/a/b");
      anna.ok("CREATE other");
      anna.ok("SETACL team bob@example.test lr");
      anna.ok("SETACL team/a bob@example.test lr");
      bob.no("RENAME " + TEAM + "/a " + TEAM + "/c", "NOPERM");
      anna.ok("SETACL team/a bob@example.test +x");
      bob.no("RENAME " + TEAM + "/a " + TEAM + "/c", "NOPERM");
      anna.ok("SETACL team bob@example.test +k");
      // And x on all under it.
      bob.no("RENAME " + TEAM + "/a " + TEAM + "/c", "NOPERM");
      anna.ok("SETACL team/a/b bob@example.test x");
      bob.no("RENAME " + TEAM + "/a " + home + "c", "NOPERM");
      bob.no("RENAME " + TEAM + "/a " + home + "other/c", "NOPERM");
      bob.no("RENAME " + TEAM + "/a mine", "CANNOT").no("RENAME INBOX " + TEAM + "/x", "CANNOT");
      bob.ok("RENAME " + TEAM + "/a " + TEAM + "/c");
      String all = anna.ok("LIST \"\" *").toString();
      assertTrue(all.contains("\"team/c\"") && all.contains("\"team/c/b\""), all);
      assertFalse(all.contains("team/a"), all);
      bob.no("RENAME " + TEAM + "/c " + TEAM + "/c/d", "CANNOT");
      anna.ok("SETACL INBOX bob@example.test lrxk");
      bob.no("RENAME " + home + "INBOX " + TEAM + "/i", "CANNOT");
      anna.no("RENAME team user/bob@example.test/team", "CANNOT");
      anna.no("RENAME team user/ghost@example.test/team", "CANNOT");
      anna.ok("RENAME " + TEAM + " renamed");
      anna.ok("SELECT renamed/c/b");
    }
  }
}
