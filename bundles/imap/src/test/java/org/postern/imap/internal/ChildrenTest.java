package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CHILDREN (RFC 3348 3, RFC 5258 4). */
class ChildrenTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void itIsToldWhetherThereAreAny() throws Exception {
    try (Client client = server.login();
        Client bob = server.connect().login("bob")) {
      client.ok("CREATE a/b");
      String a = "\"/\" \"a\"";
      String b = "\"/\" \"a/b\"";
      for (String command : List.of("LIST \"\" a*", "LIST \"\" a* RETURN (CHILDREN)")) {
        assertEquals(
            List.of("* LIST (\\HasChildren) " + a, "* LIST (\\HasNoChildren) " + b),
            client.ok(command));
      }
      client.ok("DELETE a/b");
      assertEquals(List.of("* LIST (\\HasNoChildren) " + a), client.ok("LIST \"\" a*"));
      // Children that one may not know of are none.
      client.ok("CREATE a/secret");
      client.ok("SETACL a bob@example.test lr");
      client.ok("DELETEACL a/secret bob@example.test");
      assertEquals(
          List.of("* LIST (\\HasNoChildren) \"/\" \"user/anna@example.test/a\""),
          bob.ok("LIST \"\" user/anna@example.test/a*"));
    }
  }
}
