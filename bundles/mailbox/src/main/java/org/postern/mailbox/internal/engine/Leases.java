package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads, and what was removed since they began: bodies that left the index stay findable, and
 * segments stay on disk, until every lease that may know them is closed. Thread-safe.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private final SegmentFiles files;
  private final TreeMap<Long, Integer> open = new TreeMap<>();
  private final ArrayDeque<Gone> gone = new ArrayDeque<>();
  private final Map<Long, Tx.Body> bodies = new HashMap<>();
  private final Consumer<List<Tx.Body>> departing;
  private long epoch;

  private record Gone(long epoch, Tx.Departures what) {}

  /**
   * @param departing is told which bodies go, before and after the commit
   */
  Leases(SegmentFiles files, Consumer<List<Tx.Body>> departing) {
    this.files = files;
    this.departing = departing;
  }

  synchronized long begin() {
    open.merge(epoch, 1, Integer::sum);
    return epoch;
  }

  synchronized void end(long begun) {
    open.merge(begun, -1, (a, b) -> a + b == 0 ? null : a + b);
    settle();
  }

  /** A group that removes this is about to be committed: readers may miss it in the index. */
  synchronized void announce(Tx.Departures what) {
    for (Tx.Body body : what.bodies()) {
      bodies.put(body.id(), body);
    }
    departing.accept(what.bodies());
  }

  /** It was not committed. */
  synchronized void withdraw(Tx.Departures what) {
    forget(what);
  }

  /** It was committed: kept while a lease is open that began before. */
  synchronized void departed(Tx.Departures what) {
    epoch++;
    gone.add(new Gone(epoch, what));
    departing.accept(what.bodies());
    settle();
  }

  private void forget(Tx.Departures what) {
    for (Tx.Body body : what.bodies()) {
      bodies.remove(body.id(), body);
    }
  }

  /** A body that was removed after the lease began; null when there is none. */
  synchronized Tx.Body departed(long id) {
    return bodies.get(id);
  }

  private void settle() {
    long oldest = open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
    while (!gone.isEmpty() && gone.peekFirst().epoch <= oldest) {
      Tx.Departures what = gone.pollFirst().what;
      forget(what);
      for (int segment : what.segments()) {
        try {
          files.delete(segment);
        } catch (IOException e) {
          // The index doesn't know it any more: the next start removes it.
          LOG.warn("Segment {} could not be removed yet", files.file(segment), e);
        }
      }
    }
  }
}
