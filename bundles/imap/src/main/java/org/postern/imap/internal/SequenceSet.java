package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of message numbers or uids as the client wrote it (RFC 9051 9, sequence-set).
 *
 * @param ranges as written; an end may be {@link #STAR}
 */
record SequenceSet(List<Range> ranges) {

  /** Stands for the largest number in use. */
  static final long STAR = -1;

  /** Both ends belong to it, in either order. */
  record Range(long first, long last) {
    private Range resolved(long largest) {
      long a = first == STAR ? largest : first;
      long b = last == STAR ? largest : last;
      // RFC 9051 9: 2:4 and 4:2 are the same.
      return new Range(Math.min(a, b), Math.max(a, b));
    }
  }

  SequenceSet {
    ranges = List.copyOf(ranges);
  }

  /** Whether it names more than numbers can tell: it holds a {@code *}. */
  boolean open() {
    return ranges.stream().anyMatch(r -> r.first == STAR || r.last == STAR);
  }

  /** Whether the numbers are written in ascending order, none twice and none as {@code *}. */
  boolean ascends() {
    long before = 0;
    for (Range range : ranges) {
      if (range.first <= before || range.last < range.first) {
        return false;
      }
      before = range.last;
    }
    return true;
  }

  /** How many numbers there are in one that {@link #ascends}. */
  long count() {
    return ranges.stream().mapToLong(r -> r.last - r.first + 1).sum();
  }

  /**
   * The ranges in ascending order, none touching another.
   *
   * @param largest what {@code *} stands for; 0 when there is none, which then names nothing
   */
  List<Range> resolve(long largest) {
    List<Range> sorted = new ArrayList<>(ranges.size());
    for (Range range : ranges) {
      Range resolved = range.resolved(largest);
      if (resolved.last > 0) {
        // 1:* of an empty mailbox: there is no message 0.
        sorted.add(new Range(Math.max(resolved.first, 1), resolved.last));
      }
    }
    sorted.sort(Comparator.comparingLong(Range::first));
    List<Range> merged = new ArrayList<>(sorted.size());
    for (Range next : sorted) {
      Range last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && next.first <= last.last + 1) {
        merged.set(merged.size() - 1, new Range(last.first, Math.max(last.last, next.last)));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }
}
