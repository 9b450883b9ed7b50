package org.postern.pop3.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.postern.net.MetricSource;

/** What POP3 has done since it started. Thread-safe. */
final class Counters implements MetricSource {
  final LongAdder sessions = new LongAdder();
  final LongAdder logins = new LongAdder();
  final LongAdder open = new LongAdder();
  final LongAdder retrieved = new LongAdder();
  final LongAdder deleted = new LongAdder();
  final LongAdder octets = new LongAdder();

  @Override
  public List<Sample> samples() {
    return List.of(
        counter("postern_pop3_sessions_total", "POP3 connections served.", sessions),
        counter("postern_pop3_logins_total", "POP3 logins that opened a maildrop.", logins),
        new Sample(
            "postern_pop3_maildrops_open",
            Kind.GAUGE,
            "Maildrops open in POP3 sessions now.",
            Map.of(),
            open.sum()),
        counter("postern_pop3_retrieved_total", "Messages sent whole by RETR.", retrieved),
        counter("postern_pop3_deleted_total", "Messages deleted at QUIT.", deleted),
        counter(
            "postern_pop3_message_bytes_total",
            "Octets of messages sent by RETR and TOP.",
            octets));
  }

  private static Sample counter(String name, String help, LongAdder value) {
    return new Sample(name, Kind.COUNTER, help, Map.of(), value.sum());
  }
}
