package org.postern.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a round, or the median of several, came to.
 *
 * @param rate units (sessions, messages) a second
 * @param p50 median milliseconds a unit
 * @param p99 the same for the 99th percentile
 * @param cpu the server's processor time in percent of one processor
 * @param error the last error, if there was one
 */
record Result(
    double rate, double p50, double p99, double cpu, long errors, Optional<String> error) {

  static Result of(double rate, long[] nanos, double cpu, long errors, Optional<String> error) {
    Arrays.sort(nanos);
    return new Result(rate, percentile(nanos, 0.5), percentile(nanos, 0.99), cpu, errors, error);
  }

  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }

  /** The median of each figure, and all errors. */
  static Result median(List<Result> rounds) {
    return new Result(
        median(rounds, Result::rate),
        median(rounds, Result::p50),
        median(rounds, Result::p99),
        median(rounds, Result::cpu),
        rounds.stream().mapToLong(Result::errors).sum(),
        rounds.stream().flatMap(round -> round.error().stream()).findAny());
  }

  private static double median(List<Result> rounds, ToDoubleFunction<Result> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
