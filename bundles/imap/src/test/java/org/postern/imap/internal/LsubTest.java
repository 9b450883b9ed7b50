package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LSUB, SUBSCRIBE, UNSUBSCRIBE (RFC 3501 6.3.6, 6.3.7, 6.3.9). */
class LsubTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void subscriptionsComeAndGo() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE foo/bar");
      client.no("SUBSCRIBE nothing", "NONEXISTENT");
      client.ok("SUBSCRIBE foo/bar");
      client.ok("SUBSCRIBE inbox");
      assertEquals(
          List.of("* LSUB () \"/\" \"INBOX\"", "* LSUB () \"/\" \"foo/bar\""),
          client.ok("LSUB \"\" *"));
      assertEquals(
          List.of("* LSUB () \"/\" \"INBOX\"", "* LSUB (\\Noselect) \"/\" \"foo\""),
          client.ok("LSUB \"\" %"));
      client.ok("UNSUBSCRIBE foo/bar");
      client.ok("UNSUBSCRIBE foo/bar");
      assertEquals(List.of("* LSUB () \"/\" \"INBOX\""), client.ok("LSUB \"\" *"));
    }
  }
}
