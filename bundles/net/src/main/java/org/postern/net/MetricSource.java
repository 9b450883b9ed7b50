package org.postern.net;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that contributes figures to {@code /metrics}; read at each scrape, so it
 * only reads counters.
 */
@ConsumerType
public interface MetricSource {

  List<Sample> samples();

  /**
   * One figure.
   *
   * @param name with the prefix {@code postern_}; counters end in {@code _total}
   * @param help one sentence, the same for every sample of the name
   */
  record Sample(String name, Kind kind, String help, Map<String, String> labels, double value) {}

  /** How the figure behaves (Prometheus text format). */
  enum Kind {
    COUNTER,
    GAUGE
  }
}
