package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST-EXTENDED (RFC 5258 3 to 5, RFC 9051 6.3.9). */
class ListExtendedTest {
  @RegisterExtension final TestServer server = new TestServer();

  private Client client() throws Exception {
    Client client = server.login();
    for (String name : List.of("fruit/apple", "fruit/pear", "tofu", "veg/peas")) {
      client.ok("CREATE " + name);
    }
    client.ok("SUBSCRIBE fruit/apple");
    client.ok("SUBSCRIBE tofu");
    client.ok("SUBSCRIBE veg/peas");
    client.ok("DELETE veg/peas");
    return client;
  }

  @Test
  void subscribedOnesThoughTheyAreGone() throws Exception {
    try (Client client = client()) {
      assertEquals(
          List.of(
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"fruit/apple\"",
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"tofu\"",
              "* LIST (\\NonExistent \\Subscribed \\HasNoChildren) \"/\" \"veg/peas\""),
          client.ok("LIST (SUBSCRIBED) \"\" *"));
    }
  }

  @Test
  void recursiveMatchTellsOfThoseBelow() throws Exception {
    try (Client client = client()) {
      assertEquals(
          List.of(
              "* LIST (\\HasChildren) \"/\" \"fruit\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"tofu\"",
              "* LIST (\\HasNoChildren) \"/\" \"veg\" (\"CHILDINFO\" (\"SUBSCRIBED\"))"),
          client.ok("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"));
      // Where those below have lines of their own, nothing has to be told of them.
      assertFalse(
          client.ok("LIST (RECURSIVEMATCH SUBSCRIBED) \"\" *").stream()
              .anyMatch(line -> line.endsWith("\"fruit\"")));
      client.bad("LIST (RECURSIVEMATCH) \"\" *");
      client.bad("LIST (REMOTE RECURSIVEMATCH) \"\" *");
    }
  }

  /** RFC 5258 5, example 9; 3.5: redundant lines, and no others, are left out. */
  @Test
  void childInfoIsToldOfThoseThatMatchWhetherOrNotTheirChildrenAreListed() throws Exception {
    try (Client client = server.login()) {
      for (String name :
          List.of(
              "foo2/bar1 foo2/bar2 baz2/bar2 baz2/bar22 baz2/bar222 eps2/mamba qux2/bar2 eps2"
                  .split(" "))) {
        if (!name.equals("eps2")) {
          client.ok("CREATE " + name);
        }
        client.ok("SUBSCRIBE " + name);
      }
      List<String> barAndEps =
          List.of(
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"baz2/bar2\"",
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"baz2/bar22\"",
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"baz2/bar222\"",
              "* LIST (\\Subscribed \\HasChildren) \"/\" \"eps2\" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
      List<String> expected = new ArrayList<>(barAndEps);
      expected.add("* LIST (\\HasChildren) \"/\" \"foo2\" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
      expected.add("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"foo2/bar2\"");
      expected.add("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"qux2/bar2\"");
      assertEquals(expected, client.ok("LIST (RECURSIVEMATCH SUBSCRIBED) \"\" *2"));
      expected = new ArrayList<>(barAndEps);
      expected.add("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"eps2/mamba\"");
      expected.add("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"foo2/bar1\"");
      expected.add("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"foo2/bar2\"");
      expected.add("* LIST (\\Subscribed \\HasNoChildren) \"/\" \"qux2/bar2\"");
      assertEquals(expected, client.ok("LIST (RECURSIVEMATCH SUBSCRIBED) \"\" *"));
    }
  }

  /**
   * RFC 5258 3: the empty pattern is no special request in an extended LIST, and matches nothing.
   */
  @Test
  void theEmptyPatternMatchesNothing() throws Exception {
    try (Client client = client()) {
      assertEquals(List.of(), client.ok("LIST () \"tofu\" (\"\")"));
      assertEquals(1, client.ok("LIST () \"to\" (\"\" fu)").size());
      assertEquals(
          List.of("* LIST (\\Noselect) \"/\" \"\""),
          client.ok("LIST " + "a".repeat(2_000) + " \"\""));
    }
  }

  @Test
  void manyPatternsAndReturnOptions() throws Exception {
    try (Client client = client()) {
      assertEquals(
          List.of(
              "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
              "* LIST (\\Subscribed \\HasNoChildren) \"/\" \"tofu\""),
          client.ok("LIST () \"\" (INBOX \"to*\") RETURN (SUBSCRIBED CHILDREN)"));
      assertEquals(List.of(), client.ok("LIST () \"\" (\"\")"));
      client.bad("LIST (FOO) \"\" *").bad("LIST \"\" * RETURN (FOO)");
    }
  }
}
