package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.admin.AdminResource;
import org.postern.admin.Call;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Words;
import org.postern.mailbox.StoreAdmin;
import org.postern.net.MetricSource.Kind;
import org.postern.net.MetricSource.Sample;
import org.postern.net.Sessions;

/** Every figure of the server, for a Prometheus that scrapes it. */
@Path("/metrics")
public final class MetricsResource implements AdminResource {
  private static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";
  private final Backends backends;

  public MetricsResource(Backends backends) {
    this.backends = backends;
  }

  @GET
  @Produces(TYPE)
  @RequiresScope("metrics:read")
  public String metrics(@Context SecurityContext security) {
    Call.of(security).requireAllDomains();
    List<Sample> samples = new ArrayList<>();
    backends.metrics().forEach(source -> samples.addAll(source.samples()));
    backends.optionalSessions().ifPresent(sessions -> samples.addAll(traffic(sessions)));
    backends.optionalStore().ifPresent(store -> samples.addAll(store(store.figures())));
    samples.addAll(machine());
    return text(samples);
  }

  /** Octets and sessions by protocol; by account they would be without bound. */
  private static List<Sample> traffic(Sessions sessions) {
    Map<String, long[]> byProtocol = new TreeMap<>();
    for (Sessions.Traffic traffic : sessions.traffic()) {
      long[] sums = byProtocol.computeIfAbsent(traffic.protocol(), _ -> new long[3]);
      sums[0] += traffic.bytesIn();
      sums[1] += traffic.bytesOut();
      sums[2] += traffic.sessions();
    }
    Map<String, Long> open = new TreeMap<>();
    sessions.list().forEach(session -> open.merge(session.protocol(), 1L, Long::sum));
    List<Sample> samples = new ArrayList<>();
    byProtocol.forEach(
        (protocol, sums) -> {
          samples.add(octets(protocol, "in", sums[0]));
          samples.add(octets(protocol, "out", sums[1]));
          samples.add(
              new Sample(
                  "postern_sessions_total",
                  Kind.COUNTER,
                  "Sessions since the start.",
                  Map.of("protocol", protocol),
                  sums[2]));
        });
    open.forEach(
        (protocol, count) ->
            samples.add(
                new Sample(
                    "postern_sessions_open",
                    Kind.GAUGE,
                    "Sessions open now.",
                    Map.of("protocol", protocol),
                    count)));
    return samples;
  }

  private static Sample octets(String protocol, String direction, long value) {
    return new Sample(
        "postern_session_bytes_total",
        Kind.COUNTER,
        "Octets of all sessions since the start.",
        Map.of("protocol", protocol, "direction", direction),
        value);
  }

  private static List<Sample> store(StoreAdmin.Figures figures) {
    return List.of(
        gauge("postern_store_mailboxes", "Mailboxes in the store.", figures.mailboxes()),
        gauge("postern_store_messages", "Messages in the store.", figures.messages()),
        gauge("postern_store_bytes", "Octets of all messages.", figures.bytes()),
        gauge("postern_store_segments", "Segment files.", figures.segments()),
        gauge("postern_store_dead_bytes", "Octets to be reclaimed.", figures.deadBytes()),
        gauge("postern_store_free_bytes", "Octets left on the disk.", figures.freeBytes()));
  }

  private static List<Sample> machine() {
    Runtime runtime = Runtime.getRuntime();
    double uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    return List.of(
        gauge("postern_uptime_seconds", "Seconds since the start.", uptime),
        gauge(
            "postern_jvm_heap_used_bytes",
            "Heap in use.",
            (double) runtime.totalMemory() - runtime.freeMemory()),
        gauge("postern_jvm_heap_max_bytes", "Heap at most.", runtime.maxMemory()),
        gauge(
            "postern_jvm_threads",
            "Platform threads.",
            ManagementFactory.getThreadMXBean().getThreadCount()),
        gauge("postern_jvm_gc_seconds_total", "Time spent in collections.", collected()));
  }

  private static double collected() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(gc -> Math.max(0, gc.getCollectionTime()))
            .sum()
        / 1e3;
  }

  private static Sample gauge(String name, String help, double value) {
    Kind kind = name.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE;
    return new Sample(name, kind, help, Map.of(), value);
  }

  /** Samples of one name stand together, under its HELP and TYPE. */
  private static String text(List<Sample> samples) {
    Map<String, List<Sample>> byName = new TreeMap<>();
    samples.forEach(s -> byName.computeIfAbsent(s.name(), _ -> new ArrayList<>()).add(s));
    StringBuilder out = new StringBuilder();
    byName.forEach(
        (name, all) -> {
          Sample first = all.getFirst();
          out.append("# HELP ").append(name).append(' ').append(line(first.help())).append('\n');
          out.append("# TYPE ").append(name).append(' ').append(Words.of(first.kind()));
          out.append('\n');
          for (Sample sample : all) {
            out.append(name).append(labels(sample.labels())).append(' ');
            out.append(number(sample.value())).append('\n');
          }
        });
    return out.toString();
  }

  private static String labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    List<String> all = new ArrayList<>();
    new TreeMap<>(labels)
        .forEach((key, value) -> all.add(key + "=\"" + line(value).replace("\"", "\\\"") + "\""));
    return "{" + String.join(",", all) + "}";
  }

  private static String line(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
