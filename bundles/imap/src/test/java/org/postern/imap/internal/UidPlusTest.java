package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UIDPLUS (RFC 4315 2.1, 3). */
class UidPlusTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void onlyTheUidsNamed() throws Exception {
    server.withMessages(3);
    try (Client client = server.inbox()) {
      client.ok("STORE 1:3 +FLAGS.SILENT (\\Deleted)");
      assertEquals(List.of("* 2 EXPUNGE"), client.ok("UID EXPUNGE 2,9"));
      client.bad("UID EXPUNGE").bad("EXPUNGE 1");
    }
  }

  // RFC 4315 3: uids are told as they were given, in the order of the messages.
  @Test
  void codesTellWhereMessagesWent() throws Exception {
    server.withMessages(4);
    try (Client client = server.inbox()) {
      client.ok("CREATE there");
      String validity =
          client.ok("STATUS there (UIDVALIDITY)").getFirst().replaceAll(".* (\\d+)\\)", "$1");
      String done = client.append("there", "", TestServer.message(9));
      assertTrue(done.startsWith("OK [APPENDUID " + validity + " 1] "), done);
      client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      done = client.done("COPY 1:3 there");
      assertTrue(done.startsWith("OK [COPYUID " + validity + " 1,3:4 2:4] "), done);
      done = client.done("UID COPY 4,1 there");
      assertTrue(done.startsWith("OK [COPYUID " + validity + " 1,4 5:6] "), done);
      assertFalse(client.ok("SELECT there").toString().contains("UIDNOTSTICKY"));
    }
  }
}
