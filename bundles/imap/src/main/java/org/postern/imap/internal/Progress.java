package org.postern.imap.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.postern.mailbox.Folder;
import org.postern.net.DrainException;

/**
 * What a long command does beside its work: it lets others have the processor, ends when nobody
 * waits for its answer, and tells how far it is (INPROGRESS, RFC 9585). Never called within a
 * response. For the session's thread.
 */
final class Progress implements Folder.Progress {
  /** Comparisons are too short to look at a clock after each. */
  private static final int COMPARISONS = 1_024;

  /** So often a client that sends no more is written to, to see whether it reads. */
  private static final int PROBES = 2;

  private final Session session;
  private final Pace pace;
  private final TimeSlice slice;
  private long looked;
  private long told;
  private long reached;
  private int probes;

  Progress(Session session, Pace pace) {
    this.session = session;
    this.pace = pace;
    this.slice = new TimeSlice(pace.nanos());
  }

  /** A command begins. */
  void begin() {
    long now = pace.nanos().getAsLong();
    slice.begin(now);
    looked = now;
    told = now;
    reached = 0;
    probes = 0;
  }

  /**
   * {@inheritDoc}
   *
   * @throws DrainException when the session has to end
   * @throws IOException when the client is gone
   */
  @Override
  public void at(long done, long goal) throws IOException {
    long now = step();
    if (due(now)) {
      tell(done, goal);
    }
  }

  /** The same where there is nothing to count. */
  void still() throws IOException {
    long now = step();
    if (due(now)) {
      tell("NIL NIL");
    }
  }

  /** As {@link #still}, for searches of which one can't tell what they are of the whole. */
  Folder.Progress uncounted() {
    return (done, goal) -> still();
  }

  /** Tells the time as of its beginning. */
  private long step() throws IOException {
    long now = pace.nanos().getAsLong();
    slice.pass(now);
    if (now - looked >= pace.look().toNanos()) {
      looked = now;
      if (session.connection().draining()) {
        throw new DrainException("a command took long");
      }
      if (probes < PROBES && session.connection().gone()) {
        // It may have closed its half only, and wait for the answer. Who has left answers what is
        // written with a reset, which the next write meets.
        probes++;
        tell("NIL NIL");
      }
    }
    return now;
  }

  private boolean due(long now) {
    if (now - told < pace.tell().toNanos()) {
      return false;
    }
    told = now;
    return !Capabilities.hidden(session, "INPROGRESS");
  }

  private void tell(long done, long goal) throws IOException {
    reached = Math.max(reached, done);
    // RFC 9585 4: the goal is greater than what was reached, or unknown.
    tell(reached + (goal > reached ? " " + goal : " NIL"));
  }

  private void tell(String state) throws IOException {
    // RFC 9585 4: a tag that would end the response code is not told.
    String tag = session.tag().indexOf(']') < 0 ? "\"" + session.tag() + "\"" : "NIL";
    Code code =
        Capabilities.hidden(session, "INPROGRESS")
            ? Code.NONE
            : new Code("INPROGRESS (" + tag + " " + state + ")");
    Responses out = session.responses();
    out.status("OK", code, "Still at it");
    out.flush();
  }

  /** Sorts what may be many. */
  <T> void sort(List<T> list, Comparator<? super T> order) throws IOException {
    int[] compared = {0};
    try {
      list.sort(
          (a, b) -> {
            if (++compared[0] % COMPARISONS == 0) {
              stillUnchecked();
            }
            return order.compare(a, b);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void stillUnchecked() {
    try {
      still();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something of the store that is done as a whole. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * @param done takes how many messages are done with, from any thread
     */
    T run(LongConsumer done) throws IOException;
  }

  /**
   * Does something that can't be interrupted; in a thread of its own when it is for many messages,
   * so that the client hears something meanwhile. It writes nothing itself.
   */
  <T> T whole(long messages, Work<T> work) throws IOException {
    if (messages < pace.few()) {
      return work.run(done -> {});
    }
    AtomicLong done = new AtomicLong();
    FutureTask<T> task = new FutureTask<>(() -> work.run(done::set));
    Thread.ofVirtual().name("imap work " + session.connection().id()).start(task);
    IOException lost = null;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          T result = task.get(pace.tell().toNanos(), TimeUnit.NANOSECONDS);
          if (lost != null) {
            throw lost;
          }
          return result;
        } catch (TimeoutException e) {
          lost = keptAlive(lost, done.get(), messages);
        } catch (InterruptedException e) {
          // What it works with may not be closed before it is done.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private IOException keptAlive(IOException lost, long done, long goal) {
    if (lost != null || Capabilities.hidden(session, "INPROGRESS")) {
      return lost;
    }
    try {
      if (done > 0) {
        tell(done, goal);
      } else {
        tell("NIL NIL");
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static IOException failure(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(cause);
    };
  }
}
