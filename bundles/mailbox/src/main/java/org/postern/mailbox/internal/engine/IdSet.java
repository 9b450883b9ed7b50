package org.postern.mailbox.internal.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Message ids; they come in runs, so a message takes little more than a bit. */
final class IdSet {
  private static final int BITS = 12;
  private static final int MASK = (1 << BITS) - 1;

  private final Map<Long, BitSet> runs = new HashMap<>();
  private long size;

  /** The run that was asked for last: the next one mostly is of the same. */
  private long last;

  private BitSet lastRun;

  boolean contains(long id) {
    if (lastRun == null || last != id >>> BITS) {
      last = id >>> BITS;
      lastRun = runs.get(last);
    }
    return lastRun != null && lastRun.get((int) id & MASK);
  }

  void add(long id) {
    BitSet run = runs.computeIfAbsent(id >>> BITS, k -> new BitSet());
    if (!run.get((int) id & MASK)) {
      run.set((int) id & MASK);
      size++;
    }
  }

  void remove(long id) {
    BitSet run = runs.get(id >>> BITS);
    if (run != null && run.get((int) id & MASK)) {
      run.clear((int) id & MASK);
      size--;
      if (run.isEmpty()) {
        runs.remove(id >>> BITS);
        lastRun = null;
      }
    }
  }

  void clear() {
    runs.clear();
    lastRun = null;
    size = 0;
  }

  long size() {
    return size;
  }

  /** All ids, ascending. */
  long[] toArray() {
    long[] ids = new long[Math.toIntExact(size)];
    int n = 0;
    for (Map.Entry<Long, BitSet> run : runs.entrySet()) {
      BitSet bits = run.getValue();
      for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
        ids[n++] = run.getKey() << BITS | i;
      }
    }
    Arrays.sort(ids);
    return ids;
  }
}
