package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST-MYRIGHTS (RFC 8440 3, 4). */
class ListMyRightsTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void rightsComeRightBehindTheName() throws Exception {
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE team/under");
      anna.ok("DELETE team");
      anna.ok("SETACL team/under bob@example.test lr");
      assertEquals(
          List.of(
              "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
              "* MYRIGHTS \"INBOX\" lrswipkxteacd",
              "* LIST (\\NonExistent \\HasChildren) \"/\" \"team\"",
              "* LIST (\\HasNoChildren) \"/\" \"team/under\"",
              "* MYRIGHTS \"team/under\" lrswipkxteacd"),
          anna.ok("LIST \"\" (INBOX team*) RETURN (MYRIGHTS)"));
      List<String> lines = bob.ok("LIST \"\" user/* RETURN (MYRIGHTS)");
      String under = "\"user/anna@example.test/team/under\"";
      int at = lines.indexOf("* LIST (\\HasNoChildren) \"/\" " + under);
      assertTrue(at >= 0, lines.toString());
      assertEquals("* MYRIGHTS " + under + " lr", lines.get(at + 1));
      bob.bad("LIST \"\" * RETURN (MYRIGHTS (l))");
    }
  }
}
