package org.postern.license.internal.osgi;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.license.token.State;
import org.postern.license.token.Verdict;
import org.postern.net.MetricSource.Kind;
import org.postern.net.MetricSource.Sample;

/** The license in figures. */
final class LicenseMetrics {

  private LicenseMetrics() {}

  static List<Sample> of(Verdict verdict, Instant now, int seatsUsed) {
    List<Sample> samples = new ArrayList<>();
    for (State state : State.values()) {
      samples.add(
          new Sample(
              "postern_license_state",
              Kind.GAUGE,
              "1 for the state that the license is in.",
              Map.of("state", state.name().toLowerCase(Locale.ROOT)),
              state == verdict.state() ? 1 : 0));
    }
    verdict
        .license()
        .flatMap(license -> license.expires())
        .ifPresent(
            end ->
                samples.add(
                    new Sample(
                        "postern_license_days_left",
                        Kind.GAUGE,
                        "Days until the license ends; negative after it.",
                        Map.of(),
                        Duration.between(now, end).toSeconds() / 86_400.0)));
    verdict
        .license()
        .ifPresent(
            license -> license.seats().ifPresent(seats -> samples.add(seats("licensed", seats))));
    samples.add(seats("used", seatsUsed));
    return samples;
  }

  private static Sample seats(String kind, int seats) {
    return new Sample(
        "postern_license_seats",
        Kind.GAUGE,
        "Accounts that the license covers, and that use what it opens.",
        Map.of("kind", kind),
        seats);
  }
}
