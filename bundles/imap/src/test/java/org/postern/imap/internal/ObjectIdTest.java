package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OBJECTID (RFC 8474 4, 5, 6). */
class ObjectIdTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void idsStayWhenAMessageIsCopied() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      String ids = client.ok("FETCH 1 (EMAILID THREADID)").getFirst();
      client.ok("CREATE there");
      client.ok("COPY 1 there");
      String email = ids.replaceAll(".*EMAILID \\((M\\d+)\\).*", "$1");
      String thread = ids.replaceAll(".*THREADID \\((T\\d+)\\).*", "$1");
      assertEquals("* SEARCH 1", client.ok("SEARCH EMAILID " + email).getFirst());
      assertEquals("* SEARCH 1", client.ok("SEARCH THREADID " + thread).getFirst());
      assertEquals("* SEARCH", client.ok("SEARCH EMAILID T1").getFirst());
      client.ok("SELECT there");
      assertEquals(ids, client.ok("FETCH 1 (EMAILID THREADID)").getFirst());
    }
  }
}
