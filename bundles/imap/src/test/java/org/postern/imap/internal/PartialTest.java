package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PARTIAL (RFC 9394 3.1, 3.3, 4). */
class PartialTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void pagesOfSearchesAndFetches() throws Exception {
    server.withMessages(6);
    try (Client client = server.inbox()) {
      client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      String line = client.ok("UID SEARCH RETURN (PARTIAL 2:3 COUNT) ALL").getFirst();
      assertTrue(line.endsWith(") UID COUNT 5 PARTIAL (2:3 3:4)"), line);
      line = client.ok("SEARCH RETURN (PARTIAL -1:-2) ALL").getFirst();
      assertTrue(line.endsWith(") PARTIAL (-1:-2 4:5)"), line);
      // 4: a range is the same whichever end comes first.
      line = client.ok("SEARCH RETURN (PARTIAL 3:2) ALL").getFirst();
      assertTrue(line.endsWith(") PARTIAL (2:3 2:3)"), line);
      line = client.ok("SEARCH RETURN (PARTIAL -2:-1) ALL").getFirst();
      assertTrue(line.endsWith(") PARTIAL (-1:-2 4:5)"), line);
      line = client.ok("SEARCH RETURN (PARTIAL 9:12) ALL").getFirst();
      assertTrue(line.endsWith(") PARTIAL (9:12 NIL)"), line);
      client.bad("SEARCH RETURN (ALL PARTIAL 1:2) ALL").bad("SEARCH RETURN (PARTIAL 1:-2) ALL");
      client.bad("SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL");
      assertEquals(
          List.of("* 4 FETCH (UID 5)", "* 5 FETCH (UID 6)"),
          client.ok("UID FETCH 1:* UID (PARTIAL -2:-1)"));
      assertEquals(List.of("* 1 FETCH (UID 1)"), client.ok("FETCH 1:* UID (PARTIAL 1:1)"));
      assertFalse(client.ok("UID FETCH 1:* UID (PARTIAL 9:10)").toString().contains("FETCH"));
    }
  }

  // RFC 9394 3.1: what there is of a range that goes beyond the result, from either end.
  @Test
  void rangesMayGoBeyondTheResult() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      String line = client.ok("SEARCH RETURN (PARTIAL 2:100) ALL").getFirst();
      assertTrue(line.endsWith(") PARTIAL (2:100 2:3)"), line);
      line = client.ok("UID SEARCH RETURN (PARTIAL -2:-100) ALL").getFirst();
      assertTrue(line.endsWith(") UID PARTIAL (-2:-100 1:2)"), line);
      line = client.ok("SEARCH RETURN (PARTIAL -4:-9) ALL").getFirst();
      assertTrue(line.endsWith(") PARTIAL (-4:-9 NIL)"), line);
      line = client.ok("SEARCH RETURN (MIN MAX COUNT PARTIAL 1:1) ALL").getFirst();
      assertTrue(line.endsWith(") MIN 1 MAX 3 COUNT 3 PARTIAL (1:1 1)"), line);
      assertEquals(List.of("* 3 FETCH (UID 3)"), client.ok("UID FETCH 2:* UID (PARTIAL 2:100)"));
      client.bad("SEARCH RETURN (PARTIAL 0:1) ALL").bad("SEARCH RETURN (PARTIAL 1) ALL");
      client.bad("SEARCH RETURN (PARTIAL) ALL").bad("UID FETCH 1:* UID (PARTIAL 0:1)");
    }
  }
}
