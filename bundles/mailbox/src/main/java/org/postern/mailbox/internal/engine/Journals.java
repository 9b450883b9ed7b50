package org.postern.mailbox.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has happened to the mailboxes that somebody watches, in the order of commits. The committer
 * writes it and never waits; a thread of its own tells the watchers. Thread-safe.
 */
final class Journals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journals.class);

  /** Changes of one mailbox that are kept; who is behind further looks at the index. */
  static final int KEPT = 4_096;

  private final Map<Long, Journal> open = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Watcher> due = new ConcurrentLinkedQueue<>();
  private final Thread teller = Thread.ofVirtual().name("mail-changes").unstarted(this::tell);
  private volatile boolean waiting;
  private volatile boolean closing;

  /** The changes of one mailbox; guarded by itself. */
  private static final class Journal {
    final ArrayDeque<Change> changes = new ArrayDeque<>();
    final List<Watcher> watchers = new ArrayList<>();

    /** The number of the first of {@link #changes}. */
    long first;

    long next() {
      return first + changes.size();
    }
  }

  void start() {
    teller.start();
  }

  /** Committer: these changes are in the index. */
  void publish(List<Change> changes) {
    boolean any = false;
    for (Change change : changes) {
      Journal journal = open.get(change.mailbox());
      if (journal == null) {
        continue;
      }
      synchronized (journal) {
        journal.changes.add(change);
        if (journal.changes.size() > KEPT) {
          journal.changes.remove();
          journal.first++;
        }
        for (Watcher watcher : journal.watchers) {
          any |= watcher.due();
        }
      }
    }
    if (any && waiting) {
      LockSupport.unpark(teller);
    }
  }

  private void tell() {
    while (!closing) {
      Watcher watcher = due.poll();
      if (watcher == null) {
        waiting = true;
        if (due.isEmpty() && !closing) {
          LockSupport.park(this);
        }
        waiting = false;
      } else {
        watcher.tell();
      }
    }
  }

  /** Watches a mailbox from now on. */
  Selections.Watch watch(long mailbox) {
    Watcher[] made = new Watcher[1];
    open.compute(
        mailbox,
        (id, present) -> {
          Journal journal = present == null ? new Journal() : present;
          synchronized (journal) {
            made[0] = new Watcher(id, journal);
            journal.watchers.add(made[0]);
          }
          return journal;
        });
    return made[0];
  }

  private final class Watcher implements Selections.Watch {
    private final long mailbox;
    private final Journal journal;
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile Runnable wake;

    /** Guarded by the journal. */
    private long position;

    Watcher(long mailbox, Journal journal) {
      this.mailbox = mailbox;
      this.journal = journal;
      this.position = journal.next();
    }

    /** Whether the thread that tells has something new to do. */
    boolean due() {
      return wake != null && queued.compareAndSet(false, true) && due.add(this);
    }

    void tell() {
      queued.set(false);
      Runnable now = wake;
      if (now != null) {
        try {
          now.run();
        } catch (RuntimeException e) {
          LOG.error("A listener of mailbox {} failed", mailbox, e);
        }
      }
    }

    @Override
    public boolean isBehind() {
      synchronized (journal) {
        return position < journal.next();
      }
    }

    @Override
    public List<Change> take() {
      synchronized (journal) {
        if (position < journal.first) {
          return null;
        }
        long next = journal.next();
        if (position == next) {
          return List.of();
        }
        List<Change> taken = new ArrayList<>((int) (next - position));
        int skip = (int) (position - journal.first);
        for (Change change : journal.changes) {
          if (skip-- <= 0) {
            taken.add(change);
          }
        }
        position = next;
        trim();
        return taken;
      }
    }

    @Override
    public void skip() {
      synchronized (journal) {
        position = journal.next();
        trim();
      }
    }

    /** Forgets what every watcher has taken. */
    private void trim() {
      long oldest = Long.MAX_VALUE;
      for (Watcher watcher : journal.watchers) {
        oldest = Math.min(oldest, watcher.position);
      }
      while (journal.first < oldest && !journal.changes.isEmpty()) {
        journal.changes.remove();
        journal.first++;
      }
    }

    @Override
    public void listen(Runnable listener) {
      wake = listener;
      if (listener != null && isBehind() && due()) {
        LockSupport.unpark(teller);
      }
    }

    @Override
    public void close() {
      wake = null;
      open.computeIfPresent(
          mailbox,
          (id, present) -> {
            synchronized (journal) {
              journal.watchers.remove(this);
              trim();
              return present == journal && journal.watchers.isEmpty() ? null : present;
            }
          });
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(teller);
  }
}
