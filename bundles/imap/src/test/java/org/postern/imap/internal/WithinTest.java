package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WITHIN (RFC 5032 2, 3). */
class WithinTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void ageIsThatOfTheInternalDate() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.append("INBOX", "\"17-Jul-2020 00:00:00 +0000\" ", TestServer.message(2));
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH YOUNGER 3600"));
      assertEquals(List.of("* SEARCH 2"), client.ok("SEARCH OLDER 3600"));
      assertEquals(List.of("* SEARCH 1 2"), client.ok("SEARCH YOUNGER 4294967295"));
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH OLDER 4294967295"));
      assertEquals(List.of("* SEARCH 2"), client.ok("SEARCH NOT YOUNGER 86400"));
      client.bad("SEARCH YOUNGER 0").bad("SEARCH OLDER 0").bad("SEARCH OLDER");
      client.bad("SEARCH YOUNGER x").bad("SEARCH OLDER -1");
    }
  }
}
