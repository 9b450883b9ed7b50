package org.postern.smtp.internal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.postern.net.MetricSource;

/** Counts what came in and what was refused. Thread-safe. */
final class Counters implements MetricSource {
  private final Map<Service, Mail> mail = new EnumMap<>(Service.class);
  private final SpoolMemory memory;

  Counters(SpoolMemory memory) {
    this.memory = memory;
    for (Service service : Service.values()) {
      mail.put(service, new Mail());
    }
  }

  private static final class Mail {
    private final LongAdder messages = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final LongAdder recipients = new LongAdder();

    /** By reply code: a few dozen that this server sends. */
    private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();
  }

  void accepted(Service service, long octets, long recipients) {
    Mail counted = mail.get(service);
    counted.messages.increment();
    counted.octets.add(octets);
    counted.recipients.add(recipients);
  }

  void refused(Service service, int code) {
    mail.get(service).refused.computeIfAbsent(code, c -> new LongAdder()).increment();
  }

  @Override
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    mail.forEach(
        (service, counted) -> {
          Map<String, String> labels = Map.of("protocol", service.label());
          samples.add(
              counter(
                  "postern_messages_received_total",
                  "Messages accepted and stored.",
                  labels,
                  counted.messages));
          samples.add(
              counter(
                  "postern_message_octets_received_total",
                  "Octets of the messages accepted, as they were sent.",
                  labels,
                  counted.octets));
          samples.add(
              counter(
                  "postern_recipients_received_total",
                  "Recipients of the messages accepted.",
                  labels,
                  counted.recipients));
          counted.refused.forEach(
              (code, count) ->
                  samples.add(
                      counter(
                          "postern_smtp_refusals_total",
                          "Commands and messages refused, by reply code.",
                          Map.of("protocol", service.label(), "code", Integer.toString(code)),
                          count)));
        });
    samples.add(
        new Sample(
            "postern_smtp_spool_memory_bytes",
            Kind.GAUGE,
            "Memory that holds messages being received.",
            Map.of(),
            memory.used()));
    return samples;
  }

  private static Sample counter(
      String name, String help, Map<String, String> labels, LongAdder count) {
    return new Sample(name, Kind.COUNTER, help, labels, count.sum());
  }
}
