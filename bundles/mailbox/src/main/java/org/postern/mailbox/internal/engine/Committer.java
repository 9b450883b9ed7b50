package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the store. It takes what has come meanwhile as a group: bodies into
 * the segment, one flush, one index transaction, then all callers are told.
 *
 * <p>A thread of its own, because a caller that is interrupted would close the segment's channel
 * under everybody, and because a virtual thread would hold its carrier in SQLite.
 */
final class Committer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final int GROUP = 512;

  /** How often a failed disk is tried while nothing is to be written. */
  private static final long RETRY_NANOS = 2_000_000_000L;

  /** A group's bodies: what is in memory at once. */
  private static final long GROUP_BYTES = 8 << 20;

  private final Path folder;
  private final Tx tx;
  private final Leases leases;
  private final IntConsumer committed;
  private final ConcurrentLinkedQueue<Op<?>> queue = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private Tx.Departures unsettled = Tx.Departures.NONE;
  private EngineException unknown;
  private volatile boolean waiting;
  private volatile boolean closing;
  private volatile EngineException failed;

  /** A change of the store. */
  @FunctionalInterface
  interface Work<T> {
    T in(Tx tx) throws SQLException, IOException;
  }

  /** What is done on the writer's connection while no transaction is open. */
  @FunctionalInterface
  interface Between {
    long in(Db db) throws SQLException;
  }

  private enum Kind {
    /** May refuse after it has begun. */
    CHANGE,
    /** Checks everything before it begins. */
    APPEND,
    /** The same, and its record in the segment tells all that it does to the index. */
    REPLAYABLE,
    /** The same, and nobody relies on it after a power cut. */
    FLEETING,
    BETWEEN;

    /** Whether the index needs no flush for it. */
    boolean unflushed() {
      return this == REPLAYABLE || this == FLEETING;
    }
  }

  private static final class Op<T> {
    final Work<T> work;
    final Kind kind;
    final long bytes;
    final Thread caller = Thread.currentThread();
    T result;
    Throwable failure;
    volatile boolean done;

    Op(Work<T> work, Kind kind, long bytes) {
      this.work = work;
      this.kind = kind;
      this.bytes = bytes;
    }

    void run(Tx tx) throws SQLException, IOException {
      result = work.in(tx);
    }

    void finish(Throwable why) {
      failure = why;
      done = true;
      LockSupport.unpark(caller);
    }
  }

  /**
   * @param leases are told what each group removed
   * @param committed is told how many changes each group had, on this thread
   */
  Committer(Path folder, Tx tx, Leases leases, IntConsumer committed) {
    this.folder = folder;
    this.tx = tx;
    this.leases = leases;
    this.committed = committed;
    this.thread = Thread.ofPlatform().name("mail-committer").daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Runs a change that may refuse after it has begun: it is taken back alone. */
  <T> T change(Work<T> work) throws IOException {
    return change(0, work);
  }

  /**
   * The same.
   *
   * @param bytes what it adds to the segment
   */
  <T> T change(long bytes, Work<T> work) throws IOException {
    return submit(new Op<>(work, Kind.CHANGE, bytes));
  }

  /**
   * Runs a change that checks everything before it begins, or a single statement.
   *
   * @param bytes what it adds to the segment
   */
  <T> T append(long bytes, Work<T> work) throws IOException {
    return submit(new Op<>(work, Kind.APPEND, bytes));
  }

  /**
   * The same for a change that {@link Replay} makes of nothing but its record in the segment. A
   * group of these waits for one flush, not for two.
   */
  <T> T replayable(long bytes, Work<T> work) throws IOException {
    return submit(new Op<>(work, Kind.REPLAYABLE, bytes));
  }

  /**
   * Runs a change of the index that checks everything before it begins, and that a power cut may
   * take back: alone, it waits for no flush.
   */
  <T> T fleeting(Work<T> work) throws IOException {
    return submit(new Op<>(work, Kind.FLEETING, 0));
  }

  /** Runs something between two groups. */
  void between(Between work) throws IOException {
    submit(new Op<>(tx -> work.in(tx.db()), Kind.BETWEEN, 0));
  }

  private <T> T submit(Op<T> op) throws IOException {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("A change was begun inside of a change");
    }
    if (closing) {
      throw closed();
    }
    queue.add(op);
    if (waiting) {
      LockSupport.unpark(thread);
    }
    boolean interrupted = false;
    while (!op.done) {
      LockSupport.park(this);
      // What was begun is finished: the caller learns how it went, and of the interrupt later.
      interrupted |= Thread.interrupted();
      if (!thread.isAlive() && !op.done) {
        throw closed();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (op.failure) {
      case null -> {
        return op.result;
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case EngineException e -> throw e;
      default -> throw Failures.of(folder, op.failure);
    }
  }

  private EngineException closed() {
    return new EngineException.Unavailable("The store in " + folder + " is closed.", null);
  }

  private void loop() {
    List<Op<?>> group = new ArrayList<>(GROUP);
    while (true) {
      Op<?> op = queue.poll();
      if (op == null) {
        if (closing) {
          return;
        }
        waiting = true;
        boolean idle = queue.isEmpty() && !closing;
        if (idle && failed == null) {
          LockSupport.park(this);
        } else if (idle) {
          // Nobody may come while the server is known to be ill.
          LockSupport.parkNanos(this, RETRY_NANOS);
          settle();
        }
        waiting = false;
        continue;
      }
      long bytes = 0;
      while (op != null) {
        if (op.kind == Kind.BETWEEN) {
          runBetween(op);
        } else {
          group.add(op);
        }
        bytes += op.bytes;
        op = group.size() < GROUP && bytes < GROUP_BYTES ? queue.poll() : null;
      }
      commit(group);
      group.clear();
    }
  }

  private void runBetween(Op<?> op) {
    try {
      op.run(tx);
      op.finish(null);
    } catch (SQLException | IOException | RuntimeException e) {
      op.finish(e);
    }
  }

  private void commit(List<Op<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    if (failed != null && !settle()) {
      EngineException reason = failed;
      group.forEach(op -> op.finish(reason));
      return;
    }
    List<Throwable> refused = new ArrayList<>(group.size());
    Throwable failure = attempt(group, refused);
    if (failure == null) {
      for (int i = 0; i < group.size(); i++) {
        group.get(i).finish(refused.get(i));
      }
      return;
    }
    if (group.size() == 1 || failure == unknown) {
      group.forEach(op -> op.finish(failure));
      return;
    }
    // One that can't be done (no room, say) must not take the others with it.
    for (Op<?> op : group) {
      commit(List.of(op));
    }
  }

  /** Commits a group; returns why the whole group failed, or null. */
  private Throwable attempt(List<Op<?>> group, List<Throwable> refused) {
    boolean committing = false;
    Tx.Departures departures = Tx.Departures.NONE;
    try {
      tx.begin(group.stream().allMatch(op -> op.kind.unflushed()));
      for (Op<?> op : group) {
        refused.add(run(op));
      }
      tx.sync();
      departures = tx.departures();
      leases.announce(departures);
      committing = true;
      tx.commit();
      committing = false;
      if (!departures.isEmpty()) {
        leases.departed(departures);
      }
      committed.accept(group.size());
      return null;
    } catch (SQLException | IOException | RuntimeException | Error e) {
      // After a failed commit nobody knows what the disk has: only a full disk is known to be safe.
      boolean known = !committing || Failures.full(folder, e);
      if (!known || !undone(e)) {
        return fail(e, departures);
      }
      leases.withdraw(departures);
      if (!Failures.full(folder, e)) {
        LOG.error("A change of the store in {} failed and was taken back", folder, e);
      }
      return e;
    }
  }

  private boolean undone(Throwable after) {
    try {
      tx.undo();
      return true;
    } catch (SQLException | IOException | RuntimeException e) {
      after.addSuppressed(e);
      return false;
    }
  }

  /**
   * Nothing more is written before {@link #settle} has found out what became of the group; its
   * callers are told that it failed.
   */
  private EngineException fail(Throwable cause, Tx.Departures departures) {
    EngineException why =
        new EngineException.Unavailable(
            "The disk of "
                + folder
                + " failed while mail was written ("
                + cause.getMessage()
                + "); Postern tries again by itself. Look at the disk.",
            cause);
    LOG.error("{}", why.getMessage(), cause);
    unsettled = departures;
    failed = why;
    unknown = why;
    settle();
    return why;
  }

  /** Tries whether the disk works again; false when it doesn't. */
  private boolean settle() {
    try {
      boolean stored = tx.settle();
      if (stored && !unsettled.isEmpty()) {
        leases.departed(unsettled);
      } else {
        leases.withdraw(unsettled);
      }
      unsettled = Tx.Departures.NONE;
      failed = null;
      LOG.info("The disk of {} takes mail again", folder);
      return true;
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.warn("The disk of {} still fails: {}", folder, e.toString());
      return false;
    }
  }

  /** Why nothing can be written now. */
  Optional<String> trouble() {
    return Optional.ofNullable(failed).map(Throwable::getMessage);
  }

  /** Runs one change of the group; returns why it was refused alone, or null. */
  private Throwable run(Op<?> op) throws SQLException, IOException {
    if (op.kind != Kind.CHANGE) {
      try {
        op.run(tx);
        return null;
      } catch (EngineException e) {
        return refusal(e);
      }
    }
    int bodies = tx.departedCount();
    int drops = tx.droppedCount();
    tx.savepoint(op.bytes > 0);
    try {
      op.run(tx);
      tx.flush();
      tx.releaseSavepoint();
      return null;
    } catch (EngineException e) {
      Throwable refusal = refusal(e);
      tx.rollbackToSavepoint(bodies, drops);
      return refusal;
    } catch (RuntimeException e) {
      tx.rollbackToSavepoint(bodies, drops);
      return e;
    }
  }

  /** What the engine refuses concerns one change; a failing disk concerns the group. */
  private static EngineException refusal(EngineException e) throws EngineException {
    return switch (e) {
      case EngineException.NoSpace full -> throw full;
      case EngineException.Corrupt corrupt -> throw corrupt;
      case EngineException.Unavailable failed -> throw failed;
      default -> e;
    };
  }

  /** Finishes what was submitted and ends the thread. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    Op<?> late = queue.poll();
    while (late != null) {
      late.finish(closed());
      late = queue.poll();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
