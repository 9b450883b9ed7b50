package org.postern.imap.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.postern.net.MetricSource;

/** What IMAP has done since it started. Thread-safe. */
final class Counters implements MetricSource {
  final LongAdder sessions = new LongAdder();
  final LongAdder logins = new LongAdder();
  final LongAdder open = new LongAdder();
  final LongAdder idle = new LongAdder();
  final LongAdder commands = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder fetched = new LongAdder();
  final LongAdder appended = new LongAdder();

  @Override
  public List<Sample> samples() {
    return List.of(
        counter("postern_imap_sessions_total", "IMAP connections served.", sessions),
        counter("postern_imap_logins_total", "IMAP logins that were granted.", logins),
        gauge("postern_imap_mailboxes_open", "Mailboxes selected in IMAP sessions now.", open),
        gauge("postern_imap_idle_sessions", "IMAP sessions in IDLE now.", idle),
        counter("postern_imap_commands_total", "IMAP commands that were completed.", commands),
        counter(
            "postern_imap_refused_commands_total",
            "IMAP commands answered with NO or BAD.",
            refused),
        counter("postern_imap_fetched_total", "FETCH responses sent on request.", fetched),
        counter("postern_imap_appended_total", "Messages stored by APPEND.", appended));
  }

  private static Sample counter(String name, String help, LongAdder value) {
    return new Sample(name, Kind.COUNTER, help, Map.of(), value.sum());
  }

  private static Sample gauge(String name, String help, LongAdder value) {
    return new Sample(name, Kind.GAUGE, help, Map.of(), value.sum());
  }
}
