package org.postern.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A set of uids, kept as ranges: a mailbox that has lost few of its messages takes a few octets,
 * whatever it holds. The uid at {@code index} of the uids of a mailbox is the message of sequence
 * number {@code index + 1}. Immutable.
 */
public final class UidSet {
  public static final UidSet EMPTY = new UidSet(new long[0], new long[0], new long[0], 0);

  private final long[] from;
  private final long[] to;

  /** How many uids stand before each range. */
  private final long[] before;

  private final long size;

  private UidSet(long[] from, long[] to, long[] before, long size) {
    this.from = from;
    this.to = to;
    this.before = before;
    this.size = size;
  }

  private static UidSet of(long[] from, long[] to, int ranges) {
    if (ranges == 0) {
      return EMPTY;
    }
    long[] before = new long[ranges];
    long size = 0;
    for (int i = 0; i < ranges; i++) {
      before[i] = size;
      size += to[i] - from[i] + 1;
    }
    return new UidSet(Arrays.copyOf(from, ranges), Arrays.copyOf(to, ranges), before, size);
  }

  /** These uids, in any order. */
  public static UidSet of(long... uids) {
    long[] sorted = uids.clone();
    Arrays.sort(sorted);
    Builder builder = new Builder();
    for (long uid : sorted) {
      builder.add(uid);
    }
    return builder.build();
  }

  /** All uids of a range. */
  public static UidSet range(long from, long to) {
    return new Builder().add(new UidRange(from, to)).build();
  }

  /** The uids of ranges, in any order; they may overlap. */
  public static UidSet of(List<UidRange> ranges) {
    Builder builder = new Builder();
    ranges.stream().sorted((a, b) -> Long.compare(a.from(), b.from())).forEachOrdered(builder::add);
    return builder.build();
  }

  public long size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The range that begins at or before {@code uid}; -1 when none does. */
  private int rangeAt(long uid) {
    int last = from.length - 1;
    if (last < 0 || uid >= from[last]) {
      // Most mailboxes end with their largest range.
      return last;
    }
    int at = Arrays.binarySearch(from, uid);
    return at >= 0 ? at : -at - 2;
  }

  public boolean contains(long uid) {
    int at = rangeAt(uid);
    return at >= 0 && uid <= to[at];
  }

  /** How many uids are smaller than this one, which need not be in the set. */
  public long rank(long uid) {
    int at = rangeAt(uid);
    return at < 0 ? 0 : before[at] + Math.min(uid - from[at], to[at] - from[at] + 1);
  }

  /** The place of a uid, from 0; -1 when it isn't in the set. */
  public long indexOf(long uid) {
    int at = rangeAt(uid);
    return at >= 0 && uid <= to[at] ? before[at] + uid - from[at] : -1;
  }

  /**
   * The uid at a place.
   *
   * @throws IndexOutOfBoundsException when {@code index} is not 0..size-1
   */
  public long get(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("No uid at " + index + " of " + size);
    }
    int at = Arrays.binarySearch(before, index);
    at = at >= 0 ? at : -at - 2;
    return from[at] + index - before[at];
  }

  /** The smallest; 0 when the set is empty. */
  public long first() {
    return size == 0 ? 0 : from[0];
  }

  /** The largest; 0 when the set is empty. */
  public long last() {
    return size == 0 ? 0 : to[to.length - 1];
  }

  /** How many ranges it is made of: a measure of its memory, 24 octets each. */
  public int rangeCount() {
    return from.length;
  }

  /** Its ranges, ascending, with a gap between two of them. */
  public List<UidRange> ranges() {
    List<UidRange> ranges = new ArrayList<>(from.length);
    for (int i = 0; i < from.length; i++) {
      ranges.add(new UidRange(from[i], to[i]));
    }
    return ranges;
  }

  /** All uids, ascending. */
  public void forEach(LongConsumer action) {
    for (int i = 0; i < from.length; i++) {
      for (long uid = from[i]; uid <= to[i]; uid++) {
        action.accept(uid);
      }
    }
  }

  /** All uids, ascending. */
  public long[] toArray() {
    long[] all = new long[Math.toIntExact(size)];
    int n = 0;
    for (int i = 0; i < from.length; i++) {
      for (long uid = from[i]; uid <= to[i]; uid++) {
        all[n++] = uid;
      }
    }
    return all;
  }

  /** What is in this set or in the other. */
  public UidSet union(UidSet other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    Builder builder = new Builder(from.length + other.from.length);
    int i = 0;
    int k = 0;
    while (i < from.length || k < other.from.length) {
      if (k == other.from.length || (i < from.length && from[i] <= other.from[k])) {
        builder.add(from[i], to[i++]);
      } else {
        builder.add(other.from[k], other.to[k++]);
      }
    }
    return builder.build();
  }

  /** What is in both. */
  public UidSet intersect(UidSet other) {
    Builder builder = new Builder();
    int i = 0;
    int k = 0;
    while (i < from.length && k < other.from.length) {
      long lo = Math.max(from[i], other.from[k]);
      long hi = Math.min(to[i], other.to[k]);
      if (lo <= hi) {
        builder.add(lo, hi);
      }
      if (to[i] < other.to[k]) {
        i++;
      } else {
        k++;
      }
    }
    return builder.build();
  }

  /** What is in this set and not in the other. */
  public UidSet minus(UidSet other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    Builder builder = new Builder(from.length);
    int k = 0;
    for (int i = 0; i < from.length; i++) {
      long lo = from[i];
      while (k < other.from.length && other.to[k] < lo) {
        k++;
      }
      for (int j = k; j < other.from.length && other.from[j] <= to[i]; j++) {
        if (other.from[j] > lo) {
          builder.add(lo, other.from[j] - 1);
        }
        lo = Math.max(lo, other.to[j] + 1);
      }
      if (lo <= to[i]) {
        builder.add(lo, to[i]);
      }
    }
    return builder.build();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof UidSet other
        && Arrays.equals(from, other.from)
        && Arrays.equals(to, other.to);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
  }

  /** As a sequence-set (RFC 9051 9): {@code 1:3,7}; empty for the empty set. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < from.length; i++) {
      text.append(i == 0 ? "" : ",").append(from[i]);
      if (to[i] > from[i]) {
        text.append(':').append(to[i]);
      }
    }
    return text.toString();
  }

  /** Makes a set of uids that come in ascending order. For one thread. */
  public static final class Builder {
    private long[] from;
    private long[] to;
    private int ranges;

    public Builder() {
      this(8);
    }

    private Builder(int capacity) {
      from = new long[capacity];
      to = new long[capacity];
    }

    /** Adds a uid; it may be in the last range, but not before it. */
    public Builder add(long uid) {
      return add(uid, uid);
    }

    /** Adds a range that does not begin before the last one. */
    public Builder add(UidRange range) {
      return add(range.from(), range.to());
    }

    private Builder add(long lo, long hi) {
      if (lo < 1 || hi > UidRange.MAX) {
        throw new IllegalArgumentException("Not uids: " + lo + ":" + hi);
      }
      if (ranges > 0 && lo <= to[ranges - 1] + 1) {
        if (lo < from[ranges - 1]) {
          throw new IllegalArgumentException("Uid " + lo + " comes too late");
        }
        to[ranges - 1] = Math.max(to[ranges - 1], hi);
        return this;
      }
      if (ranges == from.length) {
        from = Arrays.copyOf(from, Math.max(8, 2 * ranges));
        to = Arrays.copyOf(to, from.length);
      }
      from[ranges] = lo;
      to[ranges++] = hi;
      return this;
    }

    public UidSet build() {
      return of(from, to, ranges);
    }
  }
}
