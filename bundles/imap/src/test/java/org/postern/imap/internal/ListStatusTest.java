package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST-STATUS (RFC 5819 2). */
class ListStatusTest {
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
}
