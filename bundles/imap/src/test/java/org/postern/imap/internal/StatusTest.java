package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STATUS (RFC 9051 6.3.11), with SIZE (RFC 8438 3) and APPENDLIMIT (RFC 7889 3.1). */
class StatusTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void tellsEachFigure() throws Exception {
    server.withMessages(3);
    try (Client client = server.login()) {
      client.ok("SELECT INBOX");
      client.ok("STORE 1 +FLAGS (\\Seen \\Deleted)");
      client.ok("UNSELECT");
      String line =
          client
              .ok(
                  "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ"
                      + " MAILBOXID RECENT APPENDLIMIT)")
              .getFirst();
      assertTrue(
          line.matches(
              "\\* STATUS \"INBOX\" \\(MESSAGES 3 RECENT 0 UIDNEXT 4 UIDVALIDITY \\d+ UNSEEN 2"
                  + " DELETED 1 SIZE 255 HIGHESTMODSEQ \\d+ MAILBOXID \\(\\d+\\) APPENDLIMIT"
                  + " 52428800\\)"),
          line);
      client.no("STATUS nothing (MESSAGES)", "NONEXISTENT");
      client.bad("STATUS INBOX ()").bad("STATUS INBOX (FOO)").bad("STATUS INBOX");
    }
  }
}
