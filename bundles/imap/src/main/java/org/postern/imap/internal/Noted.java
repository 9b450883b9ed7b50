package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What has happened and was not told yet, in bounded room. Many threads note, and go on at once.
 * Thread-safe.
 */
final class Noted {
  /** Changes of mailboxes themselves that wait to be told. */
  private static final int MOST = 256;

  // All guarded by this.
  private Notes notes = new Notes(new ArrayList<>(), new LinkedHashSet<>(), false);
  private boolean closed;
  private Runnable wake;

  /**
   * What was noted.
   *
   * @param news what became of mailboxes themselves
   * @param changed names of mailboxes whose messages have changed
   * @param overflow whether there was more than there is room for
   */
  record Notes(List<MailboxNews.Note> news, Set<String> changed, boolean overflow) {
    boolean isEmpty() {
      return news.isEmpty() && changed.isEmpty() && !overflow;
    }
  }

  void add(MailboxNews.Note note) {
    Runnable now;
    synchronized (this) {
      if (closed || notes.overflow) {
        return;
      }
      notes.news.add(note);
      if (notes.news.size() > MOST) {
        notes = new Notes(new ArrayList<>(), new LinkedHashSet<>(), true);
      }
      now = wake;
    }
    run(now);
  }

  /** The messages of a mailbox have changed. */
  void changed(String name) {
    Runnable now;
    synchronized (this) {
      now = !closed && !notes.overflow && notes.changed.add(name) ? wake : null;
    }
    run(now);
  }

  private static void run(Runnable wake) {
    if (wake != null) {
      wake.run();
    }
  }

  /**
   * Calls {@code listener} when there is something to tell, at once when there is already.
   *
   * @param listener null = not any more
   */
  void wake(Runnable listener) {
    boolean now;
    synchronized (this) {
      wake = listener;
      now = !closed && !notes.isEmpty();
    }
    if (now) {
      run(listener);
    }
  }

  /** What was noted since the last call. */
  synchronized Notes take() {
    Notes taken = notes;
    notes = new Notes(new ArrayList<>(), new LinkedHashSet<>(), false);
    return taken;
  }

  /** Notes nothing any more, and forgets. */
  synchronized void close() {
    closed = true;
    wake = null;
    take();
  }
}
