package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ESEARCH (RFC 4731 3.1). */
class EsearchTest {
  @RegisterExtension final TestServer server = new TestServer();

  private Client client() throws Exception {
    for (String from : List.of("ann", "cat", "ann")) {
      server.with("From: " + from + "@x.test\r\n\r\nbody\r\n");
    }
    return server.inbox();
  }

  @Test
  void extendedResults() throws Exception {
    try (Client client = client()) {
      String done = client.ok("SEARCH RETURN (MIN MAX COUNT) FROM ann").getFirst();
      assertTrue(done.matches("\\* ESEARCH \\(TAG \"a\\d+\"\\) MIN 1 MAX 3 COUNT 2"), done);
      done = client.ok("UID SEARCH RETURN () ALL").getFirst();
      assertTrue(done.matches("\\* ESEARCH \\(TAG \"a\\d+\"\\) UID ALL 1:3"), done);
      done = client.ok("SEARCH RETURN (ALL COUNT MIN) FROM nobody").getFirst();
      assertTrue(done.matches("\\* ESEARCH \\(TAG \"a\\d+\"\\) COUNT 0"), done);
      client.bad("SEARCH RETURN (FOO) ALL").bad("SEARCH RETURN ALL");
    }
  }
}
