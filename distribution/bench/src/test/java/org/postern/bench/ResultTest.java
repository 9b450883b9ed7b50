package org.postern.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Percentiles and medians. */
class ResultTest {
  private static Result rate(double rate, long errors) {
    return new Result(rate, rate, rate, rate, errors, Optional.empty());
  }

  @Test
  void percentilesAreInMilliseconds() {
    long[] nanos = LongStream.rangeClosed(1, 101).map(i -> (102 - i) * 1_000_000).toArray();
    Result result = Result.of(1, nanos, 0, 0, Optional.empty());
    assertEquals(51, result.p50());
    assertEquals(100, result.p99());
  }

  @Test
  void aRoundInWhichNothingWasDoneHasNoLatency() {
    assertEquals(0, Result.of(0, new long[0], 0, 1, Optional.of("refused")).p99());
  }

  @Test
  void theMedianIgnoresTheOutlierButNoError() {
    Result median = Result.median(List.of(rate(5, 0), rate(900, 0), rate(7, 2)));
    assertEquals(7, median.rate());
    assertEquals(2, median.errors());
  }
}
