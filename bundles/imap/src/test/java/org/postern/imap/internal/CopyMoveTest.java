package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * COPY and MOVE (RFC 9051 6.4.7, 6.4.8, RFC 6851 3.1 to 3.3, 4.3), COPYUID of UIDPLUS (RFC 9051
 * 7.1, RFC 4315 3).
 */
class CopyMoveTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void copyKeepsFlagsAndDates() throws Exception {
    try (Client client = server.inbox()) {
      client.append("INBOX", "(\\Seen $X) \"17-Jul-2020 00:00:00 +0000\" ", TestServer.message(1));
      client.ok("CREATE there");
      String done = client.done("COPY 1 there");
      assertTrue(done.matches("OK \\[COPYUID \\d+ 1 1] .*"), done);
      client.ok("SELECT there");
      String told = client.ok("FETCH 1 (FLAGS INTERNALDATE)").getFirst();
      assertTrue(told.contains("\\Seen $X") && told.contains("\"17-Jul-2020 00:00:00"), told);
    }
  }

  @Test
  void nothingAndNowhere() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.no("COPY 1 nothing", "TRYCREATE").no("UID MOVE 1 nothing", "TRYCREATE");
      client.ok("CREATE there");
      assertEquals("OK UID COPY completed; there was nothing", client.done("UID COPY 77 there"));
      client.bad("COPY 2 there").bad("COPY 1").bad("MOVE 1 there more");
    }
  }

  @Test
  void intoTheSameMailbox() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      List<String> lines = client.run("COPY 1 INBOX");
      assertTrue(lines.contains("* 2 EXISTS"), lines.toString());
      assertTrue(lines.getLast().matches("OK \\[COPYUID \\d+ 1 2] .*"), lines.toString());
    }
  }
}
