package org.postern.net.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.net.Listeners;
import org.postern.net.MetricSource;
import org.postern.net.Sessions.Traffic;
import org.postern.net.internal.login.LoginService;

/** The network's figures. */
final class NetMetrics implements MetricSource {
  private final NetServer server;
  private final LoginService login;

  NetMetrics(NetServer server, LoginService login) {
    this.server = server;
    this.login = login;
  }

  @Override
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (Listeners.Listener listener : server.list()) {
      Map<String, String> labels =
          Map.of("listener", listener.id(), "protocol", listener.protocol());
      samples.add(
          gauge("postern_listener_open", "Whether the port is open.", labels, listener.open()));
      samples.add(
          new Sample(
              "postern_connections",
              Kind.GAUGE,
              "Connections open now.",
              labels,
              listener.connections()));
      samples.add(
          counter(
              "postern_connections_total",
              "Connections that came in, refused ones included.",
              labels,
              listener.accepted()));
      samples.add(
          counter(
              "postern_connections_refused_total",
              "Connections refused because of a limit.",
              labels,
              listener.refused()));
    }
    traffic(samples);
    samples.add(
        counter(
            "postern_tls_handshakes_failed_total",
            "TLS handshakes that failed.",
            Map.of(),
            server.handshakesFailed()));
    for (Listeners.Certificate certificate : server.certificates()) {
      Map<String, String> labels = Map.of("file", certificate.file());
      samples.add(
          gauge(
              "postern_tls_certificate_good",
              "Whether the certificate's file is in force and does not expire soon.",
              labels,
              certificate.problem().isEmpty()));
      samples.add(
          new Sample(
              "postern_tls_certificate_expiry_timestamp_seconds",
              Kind.GAUGE,
              "When the certificate in force expires, in seconds since 1970.",
              labels,
              certificate.notAfter().getEpochSecond()));
    }
    login
        .outcomes()
        .forEach(
            (kind, count) ->
                samples.add(
                    counter(
                        "postern_logins_total",
                        "Logins tried, by how they ended.",
                        Map.of("protocol", kind.protocol(), "outcome", kind.outcome()),
                        count.sum())));
    return samples;
  }

  private void traffic(List<Sample> samples) {
    Map<String, Traffic> protocols = new HashMap<>();
    for (Traffic traffic : server.sessions().traffic()) {
      protocols.merge(
          traffic.protocol(),
          traffic,
          (a, b) ->
              new Traffic(
                  a.protocol(),
                  "",
                  a.bytesIn() + b.bytesIn(),
                  a.bytesOut() + b.bytesOut(),
                  a.sessions() + b.sessions()));
    }
    String help = "Octets on the wire, TLS included.";
    protocols.forEach(
        (protocol, traffic) -> {
          samples.add(
              counter(
                  "postern_network_octets_total",
                  help,
                  Map.of("protocol", protocol, "direction", "in"),
                  traffic.bytesIn()));
          samples.add(
              counter(
                  "postern_network_octets_total",
                  help,
                  Map.of("protocol", protocol, "direction", "out"),
                  traffic.bytesOut()));
        });
  }

  private static Sample counter(
      String name, String help, Map<String, String> labels, double value) {
    return new Sample(name, Kind.COUNTER, help, labels, value);
  }

  private static Sample gauge(String name, String help, Map<String, String> labels, boolean value) {
    return new Sample(name, Kind.GAUGE, help, labels, value ? 1 : 0);
  }
}
