package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SAVEDATE (RFC 8514 4.1 to 4.3). */
class SaveDateTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void isWhenTheMessageCameToTheMailbox() throws Exception {
    try (Client client = server.inbox()) {
      client.append("INBOX", "\"17-Jul-2020 00:00:00 +0000\" ", TestServer.message(1));
      String line = client.ok("FETCH 1 (INTERNALDATE SAVEDATE)").getFirst();
      assertTrue(line.contains("INTERNALDATE \"17-Jul-2020 "), line);
      assertTrue(line.matches(".* SAVEDATE \"[ \\d]\\d-\\w+-\\d{4} .*\"\\)"), line);
      assertFalse(line.contains("SAVEDATE \"17-Jul-2020 "), line);
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH SAVEDSINCE 1-Jan-2021"));
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH SAVEDBEFORE 1-Jan-2021"));
      assertEquals(List.of("* SEARCH"), client.ok("SEARCH SAVEDON 17-Jul-2020"));
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH SAVEDATESUPPORTED"));
      client.bad("SEARCH SAVEDON").bad("SEARCH SAVEDBEFORE x");
    }
  }
}
