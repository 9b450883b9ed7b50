package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST as RFC 3501 has it (RFC 9051 6.3.9). */
class ListTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void wildcardsAndReferences() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a/b/c");
      client.ok("CREATE ab");
      assertEquals(List.of("INBOX", "a", "a/b", "a/b/c", "ab"), names(client, "\"\" *"));
      assertEquals(List.of("INBOX", "a", "ab"), names(client, "\"\" %"));
      assertEquals(List.of("a/b"), names(client, "\"\" a/%"));
      assertEquals(List.of("a/b", "a/b/c"), names(client, "a/ *"));
      assertEquals(List.of("a", "ab"), names(client, "\"\" \"a%\""));
      assertEquals(List.of("INBOX"), names(client, "\"\" inbox"));
      assertEquals(List.of("INBOX"), names(client, "\"\" InBo%"));
      assertEquals(List.of("a/b/c"), names(client, "\"\" *c"));
      assertEquals(List.of(), names(client, "\"\" x"));
    }
  }

  private static List<String> names(Client client, String pattern) throws Exception {
    return client.ok("LIST " + pattern).stream()
        .map(line -> line.replaceAll(".* \"(.*)\"", "$1"))
        .sorted()
        .toList();
  }

  @Test
  void theEmptyPatternAsksForTheSeparator() throws Exception {
    try (Client client = server.login()) {
      String separator = "* LIST (\\Noselect) \"/\" ";
      assertEquals(List.of(separator + "\"\""), client.ok("LIST \"\" \"\""));
      // With the root of the reference, whether there is such a mailbox or not.
      assertEquals(List.of(separator + "\"\""), client.ok("LIST INBOX \"\""));
      assertEquals(List.of(separator + "\"\""), client.ok("LIST \"no/such/level\" \"\""));
      assertEquals(List.of(separator + "\"\""), client.ok("LIST \"&-\" \"\""));
      assertEquals(List.of(separator + "\"user/\""), client.ok("LIST user/ \"\""));
      assertEquals(
          List.of(separator + "\"user/\""), client.ok("LIST user/bob@example.test/x \"\""));
      // RFC 5258 3: not so when LIST is asked for more.
      assertEquals(List.of(), client.ok("LIST \"\" \"\" RETURN (CHILDREN)"));
      assertEquals(List.of(), client.ok("LIST (SUBSCRIBED) a \"\""));
    }
  }

  // RFC 9051 6.3.9: a pattern that is not accepted is ignored; that is no error.
  @Test
  void whatCanBeNoNameMatchesNothing() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE \"&AOE-\"");
      client.ok("SUBSCRIBE \"&AOE-\"");
      for (String command : List.of("LIST", "LSUB", "LIST (SUBSCRIBED)")) {
        for (String names : List.of("\"\" \"&AOE\"", "\"\" &", "& *", "\"a&b\" INBOX")) {
          assertEquals(List.of(), client.ok(command + " " + names), command + " " + names);
        }
      }
      assertEquals(List.of("* LIST (\\Noselect) \"/\" \"\""), client.ok("LIST & \"\""));
      assertEquals(List.of("INBOX"), names(client, "\"\" (& INBOX \"&AOE\")"));
      assertEquals(List.of("&AOE-"), names(client, "\"\" \"&AOE-\""));
      client.no("SELECT &", "CANNOT").no("CREATE &", "CANNOT");
    }
  }

  @Test
  void aLevelThatIsNoMailboxIsListedForThoseUnderIt() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a/b");
      client.ok("DELETE a");
      assertEquals(
          List.of("* LIST (\\Noselect \\HasChildren) \"/\" \"a\""), client.ok("LIST \"\" a"));
      // RFC 9051 9, mbx-list-sflag: one or the other, never both.
      assertEquals(
          List.of("* LIST (\\NonExistent \\HasChildren) \"/\" \"a\""),
          client.ok("LIST \"\" a RETURN (CHILDREN)"));
      client.no("SELECT a", "NONEXISTENT");
      client.no("DELETE a", "HASCHILDREN");
      client.ok("CREATE a");
      assertEquals(List.of("* LIST (\\HasChildren) \"/\" \"a\""), client.ok("LIST \"\" a"));
    }
  }

  @Test
  void otherPeoplesMailboxesAreNotListed() throws Exception {
    try (Client anna = server.login();
        Client bob = server.connect().login("bob")) {
      anna.ok("CREATE secret");
      assertEquals(1, bob.ok("LIST \"\" *").size());
      bob.no("SELECT secret", "NONEXISTENT");
    }
  }

  @Test
  void anEvilPatternTakesNoTime() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE " + "a".repeat(190));
      assertEquals(List.of(), client.ok("LIST \"\" " + "*a%a".repeat(100) + "b"));
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    try (Client client = server.login()) {
      client.bad("LIST").bad("LIST \"\"").bad("LIST \"\" * RETURN").bad("LIST () \"\"");
    }
  }

  @Test
  void patternsAreShortTogether() throws Exception {
    try (Client client = server.login()) {
      client.ok("SUBSCRIBE INBOX");
      client.no("LIST \"\" (" + "a*".repeat(400) + " " + "a*".repeat(400) + ")", "LIMIT");
      // RFC 5258 3: one that is not accepted is passed over silently.
      for (String command : List.of("LIST", "LSUB", "LIST ()")) {
        assertEquals(List.of(), client.ok(command + " \"\" \"" + "a*".repeat(501) + "\""));
        assertEquals(List.of(), client.ok(command + " \"\" \"" + "a*".repeat(20_000) + "\""));
        assertEquals(List.of(), client.ok(command + " \"" + "a".repeat(1_000) + "\" *"));
      }
      assertEquals(List.of("INBOX"), names(client, "\"\" (" + "a".repeat(1_001) + " inbox)"));
      assertEquals(List.of("INBOX"), names(client, "\"\" inb" + "*%".repeat(2_000)));
      assertEquals(List.of("INBOX"), names(client, "\"\" (" + "*%".repeat(497) + " inbox)"));
    }
  }
}
