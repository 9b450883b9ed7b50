package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LIST-METADATA (RFC 9590 3). */
class ListMetadataTest {
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
  void annotationsComeRightBehindTheName() throws Exception {
    try (Client client = client()) {
      client.ok("SETMETADATA tofu (/private/color \"white\")");
      assertEquals(
          List.of(
              "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
              "* METADATA \"INBOX\" (\"/private/color\" NIL)",
              "* LIST (\\HasNoChildren) \"/\" \"tofu\"",
              "* METADATA \"tofu\" (\"/private/color\" \"white\")"),
          client.ok("LIST \"\" (INBOX tofu) RETURN (METADATA (/private/color))"));
    }
  }
}
