package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST-EXTENDED, LIST-STATUS and CHILDREN (RFC 9051 6.3.9, RFC 5258, RFC 5819). */
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

  @Test
  void figuresComeRightBehindTheName() throws Exception {
    server.withMessages(2);
    try (Client client = client()) {
      assertEquals(
          List.of(
              "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
              "* STATUS \"INBOX\" (MESSAGES 2 UNSEEN 2)"),
          client.ok("LIST \"\" INBOX RETURN (STATUS (UNSEEN MESSAGES))"));
      assertEquals(
          1,
          client.ok("LIST (SUBSCRIBED) \"\" veg/% RETURN (STATUS (MESSAGES))").size(),
          "no figures of what is not there");
    }
  }

  /** LIST-METADATA (RFC 9590). */
  @Test
  void annotationsComeRightBehindTheName() throws Exception {
    try (Client client = client()) {
      client.ok("SETMETADATA tofu (/private/color \"white\")");
      assertEquals(
          List.of(
              "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
              "* LIST (\\HasNoChildren) \"/\" \"tofu\"",
              "* METADATA \"tofu\" (\"/private/color\" \"white\")"),
          client.ok("LIST \"\" (INBOX tofu) RETURN (METADATA (/private/color))"));
    }
  }
}
