package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NAMESPACE (RFC 2342 5, RFC 9051 6.3.10). */
class NamespaceTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void onesOwnAndThoseOfOthers() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.bad("NAMESPACE");
      client.ok("LOGIN anna@example.test secret");
      assertEquals(
          List.of("* NAMESPACE ((\"\" \"/\")) ((\"user/\" \"/\")) NIL"), client.ok("NAMESPACE"));
      client.bad("NAMESPACE \"\"");
    }
  }

  @Test
  void ownNamesCantLookLikeThoseOfOthers() throws Exception {
    try (Client anna = server.login()) {
      anna.no("CREATE user", "CANNOT").no("CREATE user/", "CANNOT");
      anna.no("CREATE user/nobody@example.test/x", "NOPERM");
      anna.ok("CREATE team");
      anna.ok("SELECT user/anna@example.test/team");
    }
  }
}
