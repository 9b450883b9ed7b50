package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures IMAP contributes. */
class MetricsTest {
  @RegisterExtension final TestServer server = new TestServer();

  private long figure(String name) {
    return Math.round(
        server.imap.counters().samples().stream()
            .filter(sample -> sample.name().equals("postern_imap_" + name))
            .mapToDouble(org.postern.net.MetricSource.Sample::value)
            .sum());
  }

  @Test
  void countWhatHappened() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      client.ok("FETCH 1:2 FLAGS");
      client.append("INBOX", "", TestServer.message(3));
      client.bad("FOO");
      assertEquals(1, figure("mailboxes_open"));
      String tag = client.begin("IDLE");
      client.line();
      assertEquals(1, figure("idle_sessions"));
      client.raw("DONE\r\n").answer(tag);
      client.run("LOGOUT");
      assertTrue(client.closed());
    }
    assertEquals(0, figure("mailboxes_open"));
    assertEquals(0, figure("idle_sessions"));
    assertEquals(1, figure("sessions_total"));
    assertEquals(1, figure("logins_total"));
    assertEquals(2, figure("fetched_total"));
    assertEquals(1, figure("appended_total"));
    assertEquals(1, figure("refused_commands_total"));
    assertFalse(figure("commands_total") < 5);
  }
}
