package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.net.MetricSource;

/** The figures POP3 contributes. */
class MetricsTest {
  @RegisterExtension final TestServer server = new TestServer();

  private double figure(String name) {
    return server.pop3.counters().samples().stream()
        .filter(sample -> sample.name().equals(name))
        .mapToDouble(MetricSource.Sample::value)
        .sum();
  }

  @Test
  void countWhatHappened() throws Exception {
    server.with(TestServer.message(1), TestServer.message(2));
    try (Client client = server.login()) {
      client.message("RETR 1");
      client.message("TOP 1 1");
      assertEquals(1, figure("postern_pop3_maildrops_open"));
      client.ok("DELE 1").ok("QUIT");
    }
    assertEquals(1, figure("postern_pop3_sessions_total"));
    assertEquals(1, figure("postern_pop3_logins_total"));
    assertEquals(0, figure("postern_pop3_maildrops_open"));
    assertEquals(1, figure("postern_pop3_retrieved_total"));
    assertEquals(1, figure("postern_pop3_deleted_total"));
    assertEquals(47 + 35, figure("postern_pop3_message_bytes_total"));
  }
}
