package org.postern.mailbox.internal.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Which messages the search index has, and which it must look at again. A message counts as indexed
 * only after the index has committed it, and no longer as soon as its body goes: what is asked in
 * between is read instead. Thread-safe.
 */
final class Indexed {
  /** So many are remembered; of more than that, all are compared again. */
  private static final int MOST = 100_000;

  private final IdSet known = new IdSet();
  private final IdSet sure = new IdSet();
  private final Set<Long> dirty = new HashSet<>();
  private final Set<Long> batch = new HashSet<>();
  private boolean overflow;
  private long epoch;

  /**
   * What was indexed at one moment.
   *
   * @param sure by position: without a hit in the index it is no match
   * @param epoch see {@link #isStill}
   */
  record Look(BitSet sure, long epoch) {}

  /** Looks before the index is asked; what it doesn't have yet is remembered for it. */
  synchronized Look look(long[] ids) {
    BitSet found = new BitSet(ids.length);
    for (int i = 0; i < ids.length; i++) {
      if (sure.contains(ids[i])) {
        found.set(i);
      } else if (!known.contains(ids[i]) && !batch.contains(ids[i])) {
        remember(ids[i]);
      }
    }
    return new Look(found, epoch);
  }

  /** After the index was asked: whether it is the one that was looked at. */
  synchronized boolean isStill(Look look) {
    return look.epoch == epoch;
  }

  private void remember(long id) {
    if (dirty.size() < MOST) {
      dirty.add(id);
    } else {
      overflow = true;
    }
  }

  /** Bodies are about to go, or are gone: their ids could be given to others. */
  void departing(List<Tx.Body> bodies) {
    if (!bodies.isEmpty()) {
      depart(bodies);
    }
  }

  private synchronized void depart(List<Tx.Body> bodies) {
    for (Tx.Body body : bodies) {
      known.remove(body.id());
      sure.remove(body.id());
      batch.remove(body.id());
      remember(body.id());
    }
  }

  /** The index is another from now on: it has nothing. */
  synchronized void clear() {
    epoch++;
    known.clear();
    sure.clear();
    dirty.clear();
    batch.clear();
    overflow = false;
  }

  /**
   * The index has this message; {@code whole} when it has all of its text. One that went away since
   * that was read doesn't count.
   */
  synchronized void has(long id, boolean whole) {
    if (overflow || dirty.contains(id)) {
      return;
    }
    add(id, whole);
  }

  private void add(long id, boolean whole) {
    known.add(id);
    if (whole) {
      sure.add(id);
    }
  }

  synchronized boolean knows(long id) {
    return known.contains(id);
  }

  /** The index has something of this message that is to be removed or made anew. */
  synchronized void stale(long id) {
    remember(id);
  }

  /** Takes up to {@code most} messages to look at. */
  synchronized List<Long> take(int most) {
    List<Long> taken = new ArrayList<>(Math.min(most, dirty.size()));
    Iterator<Long> ids = dirty.iterator();
    while (ids.hasNext() && taken.size() < most) {
      taken.add(ids.next());
      ids.remove();
    }
    return taken;
  }

  synchronized boolean idle() {
    return dirty.isEmpty();
  }

  /** Whether some could not be remembered; then not any more. */
  synchronized boolean overflowed() {
    boolean was = overflow;
    overflow = false;
    return was;
  }

  /** The index begins to read these bodies. */
  synchronized void begin(List<Long> ids) {
    batch.clear();
    batch.addAll(ids);
    for (long id : ids) {
      known.remove(id);
      sure.remove(id);
    }
  }

  /** The index has committed this of what it began; what went away meanwhile is looked at again. */
  synchronized void committed(long id, boolean whole) {
    if (batch.remove(id)) {
      add(id, whole);
    } else {
      remember(id);
    }
  }

  synchronized long size() {
    return sure.size();
  }
}
