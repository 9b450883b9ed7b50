package org.postern.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a row came to. */
sealed interface Measurement {
  Row row();

  /** Whether the goal is reached; a row without a goal always is. */
  boolean met();

  /**
   * @param results the medians by server
   * @param rates each round's rate by server, in order
   */
  record Rates(Row.Versus row, Map<String, Result> results, Map<String, List<Double>> rates)
      implements Measurement {

    double own() {
      return results.get("postern").rate();
    }

    /** The fastest peer, or empty when none was measured. */
    String best() {
      return results.keySet().stream()
          .filter(name -> !name.equals("postern"))
          .max((a, b) -> Double.compare(results.get(a).rate(), results.get(b).rate()))
          .orElse("");
    }

    double ratio() {
      return best().isEmpty() ? Double.NaN : own() / results.get(best()).rate();
    }

    @Override
    public boolean met() {
      return best().isEmpty() || ratio() >= row.goal();
    }
  }

  /**
   * @param times of each start
   * @param messages how many were in the store
   */
  record StartTimes(Row.Start row, List<Duration> times, long messages) implements Measurement {
    Duration median() {
      return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Override
    public boolean met() {
      return median().compareTo(row.goal()) <= 0;
    }
  }

  /**
   * @param first milliseconds by server, the median of the times that it was measured
   */
  record FirstTimes(Row.FirstList row, Map<String, Double> first) implements Measurement {
    @Override
    public boolean met() {
      return first.get("postern") <= row.goal().toMillis();
    }
  }

  /**
   * What connections in IDLE came to on a server.
   *
   * @param kibEach memory for each of them
   * @param p50 milliseconds from APPEND to EXISTS
   */
  record Waiting(int connections, double kibEach, double p50, double p99) {}

  /** What connections in IDLE came to, by server. */
  record Idle(Row.Idle row, Map<String, Waiting> waiting) implements Measurement {
    @Override
    public boolean met() {
      Waiting own = waiting.get("postern");
      return own.kibEach() <= Row.Idle.KIB_GOAL
          && own.p50() <= Row.Idle.P50_GOAL
          && own.p99() <= Row.Idle.P99_GOAL;
    }
  }

  /**
   * A measurement with lines of its own.
   *
   * @param own the figure for the table
   * @param goal in words, or a dash
   */
  record Report(Row row, String own, String goal, boolean met, List<String> details)
      implements Measurement {}

  /**
   * @param opened connections by server
   * @param kibEach memory for each of them
   */
  record Memory(Row.Connections row, Map<String, Integer> opened, Map<String, Double> kibEach)
      implements Measurement {
    @Override
    public boolean met() {
      return true;
    }
  }
}
