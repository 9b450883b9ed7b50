package org.postern.mailbox.internal.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  /**
   * Whatever the store has and {@link #sure} has not, once the two were compared; may have more.
   */
  private final IdSet unsure = new IdSet();

  /** Ascending: SQLite writes what it has gathered whenever an id is not above the last one. */
  private final TreeSet<Long> dirty = new TreeSet<>();

  private final Set<Long> batch = new HashSet<>();
  private Set<Long> arriving = Set.of();
  private Set<Long> undecided = Set.of();
  private boolean tracking;
  private boolean compared;
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

  /**
   * The messages of the whole store that have to be read, at one moment.
   *
   * @param ids ascending
   * @param epoch see {@link #isStill}
   */
  record Rest(long[] ids, long epoch) {}

  /**
   * The same as {@link #look} without naming those that are asked for; none when they are more than
   * {@code most}, or not known yet.
   */
  synchronized Optional<Rest> rest(int most) {
    if (!compared || unsure.size() > most) {
      return Optional.empty();
    }
    long[] ids = unsure.toArray();
    for (long id : ids) {
      if (!known.contains(id) && !batch.contains(id)) {
        remember(id);
      }
    }
    return Optional.of(new Rest(ids, epoch));
  }

  /** After the index was asked: whether it is the one that was looked at. */
  synchronized boolean isStill(long epoch) {
    return epoch == this.epoch;
  }

  /** New bodies are about to be committed: from the first moment on they are looked for. */
  synchronized void arriving(List<Long> ids) {
    arriving = Set.copyOf(ids);
    if (tracking) {
      ids.forEach(this::doubt);
    }
  }

  /** There is an index from now on: before that, nothing is remembered for it. */
  synchronized void track() {
    tracking = true;
    // Who compares next may not see them yet.
    arriving.forEach(this::doubt);
  }

  private void doubt(long id) {
    if (!sure.contains(id)) {
      unsure.add(id);
    }
  }

  /** The store has this message, the index does not. */
  synchronized void lacks(long id) {
    doubt(id);
  }

  /** All messages of the store were named, to {@link #has} or {@link #lacks}. */
  synchronized void compared() {
    compared = true;
  }

  private void remember(long id) {
    if (!tracking) {
      return;
    }
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
    if (!tracking) {
      return;
    }
    for (Tx.Body body : bodies) {
      known.remove(body.id());
      sure.remove(body.id());
      // It stays when the commit fails; else the index finds out that it is gone.
      unsure.add(body.id());
      batch.remove(body.id());
      remember(body.id());
    }
  }

  /** The index is another from now on: it has nothing. */
  synchronized void clear() {
    epoch++;
    known.clear();
    sure.clear();
    unsure.clear();
    compared = false;
    // Who compares next may not see them yet.
    arriving.forEach(unsure::add);
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
      doubt(id);
    } else {
      add(id, whole);
    }
  }

  private void add(long id, boolean whole) {
    known.add(id);
    if (whole) {
      sure.add(id);
      unsure.remove(id);
    } else {
      unsure.add(id);
    }
  }

  synchronized boolean knows(long id) {
    return known.contains(id);
  }

  /** The index has something of this message that is to be removed or made anew. */
  synchronized void stale(long id) {
    remember(id);
  }

  /** Takes up to {@code most} messages to look at, ascending. */
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
    undecided = arriving;
    for (long id : ids) {
      known.remove(id);
      sure.remove(id);
      unsure.add(id);
    }
  }

  /**
   * The store doesn't have this one of what was begun.
   *
   * @return whether that is so; false = it may be about to come, and is looked at again
   */
  synchronized boolean absent(long id) {
    if (undecided.contains(id) || arriving.contains(id)) {
      remember(id);
      return false;
    }
    if (batch.remove(id)) {
      unsure.remove(id);
    }
    return true;
  }

  /** How many messages the index lacks. */
  synchronized long lacking() {
    return unsure.size();
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
