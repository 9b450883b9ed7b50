package org.postern.admin.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.admin.Problem;
import org.postern.admin.Tasks;
import org.postern.admin.internal.json.Json;
import org.postern.admin.internal.json.Words;
import org.postern.admin.internal.rest.ProblemBody;
import org.postern.admin.internal.store.StateStore;
import org.postern.admin.internal.store.Ulid;
import org.postern.admin.internal.tasks.TaskView.State;
import org.postern.directory.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each task in a virtual thread. A change of state is written before it is seen; progress is
 * kept in memory.
 */
public final class TaskRunner implements Tasks, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration STOPPING = Duration.ofSeconds(5);
  private final StateStore store;
  private final Json json;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final ReentrantLock[] targets = new ReentrantLock[64];

  public TaskRunner(StateStore store, Json json) {
    this.store = store;
    this.json = json;
    Arrays.setAll(targets, _ -> new ReentrantLock(true));
    ProblemBody interrupted =
        ProblemBody.of(
            Problem.of(
                500,
                "interrupted",
                "The server was stopped before this task had ended. Ask for it again."));
    store.execute(
        "update task set state = 'failed', problem = ?, updated_at = ?"
            + " where state in ('queued', 'running', 'cancelling')",
        text(interrupted),
        now());
  }

  @Override
  public String submit(String kind, String target, Directory.Principal owner, Work work) {
    String id = Ulid.next();
    store.execute(
        "delete from task where updated_at < ? and state in ('succeeded', 'failed', 'cancelled')",
        now() - KEPT.toMillis());
    store.execute(
        "insert into task values(?, ?, ?, ?, ?, 'queued', 0, 0, null, null, ?, ?)",
        id,
        kind,
        target,
        owner.id(),
        owner.name(),
        now(),
        now());
    Running task = new Running(id, kind + ' ' + target, work);
    task.thread = Thread.ofVirtual().name("task-" + id).unstarted(task);
    running.put(id, task);
    task.thread.start();
    return id;
  }

  /** Waits until a task has ended or the time is over. */
  public void await(String id, Duration atMost) throws InterruptedException {
    Running task = running.get(id);
    if (task != null) {
      task.ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  public Optional<TaskView> find(String id) {
    return store.query(this::view, "select * from task where id = ?", id).stream().findFirst();
  }

  /**
   * Newest first.
   *
   * @param owner empty for those of all owners
   * @param before the id after which to go on; empty for the newest
   */
  public List<TaskView> list(
      Optional<String> owner, Optional<State> state, Optional<String> before, int limit) {
    return store.query(
        this::view,
        "select * from task where (?1 is null or owner = ?1) and (?2 is null or state = ?2)"
            + " and (?3 is null or id < ?3) order by id desc limit ?4",
        owner.orElse(null),
        state.map(Words::of).orElse(null),
        before.orElse(null),
        limit);
  }

  /**
   * @throws Problem 409 {@code not-cancellable} when it has ended or is too far
   */
  public void cancel(String id) {
    Running task = running.get(id);
    if (task == null || !task.cancel()) {
      throw Problem.conflict(
          "not-cancellable", "The task has ended, or is at a point where it can't be stopped.");
    }
  }

  /** Interrupts what is running and waits for it a moment. */
  @Override
  public void close() {
    List<Running> left = List.copyOf(running.values());
    left.forEach(
        task -> {
          task.stopping = true;
          task.thread.interrupt();
        });
    long end = System.nanoTime() + STOPPING.toNanos();
    try {
      for (Running task : left) {
        task.ended.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TaskView view(ResultSet row) throws SQLException {
    String id = row.getString("id");
    Running task = running.get(id);
    State state = null;
    for (State s : State.values()) {
      if (Words.of(s).equals(row.getString("state"))) {
        state = s;
      }
    }
    TaskView.Progress progress =
        task != null && !state.ended()
            ? task.progress
            : new TaskView.Progress(row.getLong("done"), row.getLong("total"));
    return new TaskView(
        id,
        row.getString("kind"),
        row.getString("target"),
        row.getString("owner"),
        state,
        progress,
        members(row.getString("result")),
        members(row.getString("problem")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  @SuppressWarnings("unchecked") // a JSON object is a map of its members
  private Map<String, Object> members(String text) {
    return text == null
        ? null
        : json.convert(json.tree(text.getBytes(StandardCharsets.UTF_8)), Map.class);
  }

  private String text(Object value) {
    JsonNode tree = json.tree(value);
    return tree.toString();
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** A task that has not ended. */
  private final class Running implements Runnable, Progress {
    private final String id;
    private final String lockName;
    private final Work work;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile TaskView.Progress progress = new TaskView.Progress(0, 0);
    private volatile boolean stopping;
    private Thread thread;
    private State state = State.QUEUED;
    private boolean cancellable = true;

    Running(String id, String lockName, Work work) {
      this.id = id;
      this.lockName = lockName;
      this.work = work;
    }

    @Override
    public void run() {
      ReentrantLock target = targets[Math.floorMod(lockName.hashCode(), targets.length)];
      try {
        target.lockInterruptibly();
        try {
          move(State.RUNNING);
          Map<String, Object> result = work.run(this);
          end(State.SUCCEEDED, result, null);
        } finally {
          target.unlock();
        }
      } catch (Problem e) {
        end(State.FAILED, null, ProblemBody.of(e));
      } catch (Throwable e) {
        fail(e);
      } finally {
        running.remove(id);
        ended.countDown();
      }
    }

    private void fail(Throwable thrown) {
      if (stopping) {
        // Stays as it is in the store: the next start tells that it was interrupted.
        return;
      }
      if (cancelled()) {
        end(State.CANCELLED, null, null);
        return;
      }
      ProblemBody body =
          ProblemBody.of(Problem.of(500, "internal", "The task failed; the log has more."));
      LOG.error("task {} ({}) failed, {}", id, lockName, body.instance(), thrown);
      end(State.FAILED, null, body);
    }

    private synchronized boolean cancelled() {
      return state == State.CANCELLING;
    }

    private synchronized void move(State next) throws InterruptedException {
      if (state == State.CANCELLING) {
        throw new InterruptedException();
      }
      state = next;
      store.execute(
          "update task set state = ?, updated_at = ? where id = ?", Words.of(next), now(), id);
    }

    synchronized boolean cancel() {
      if (!cancellable || state.ended()) {
        return false;
      }
      state = State.CANCELLING;
      store.execute("update task set state = 'cancelling', updated_at = ? where id = ?", now(), id);
      thread.interrupt();
      return true;
    }

    private synchronized void end(State last, Map<String, Object> result, ProblemBody problem) {
      state = last;
      store.execute(
          "update task set state = ?, done = ?, total = ?, result = ?, problem = ?, updated_at = ?"
              + " where id = ?",
          Words.of(last),
          progress.done(),
          progress.total(),
          result == null ? null : text(result),
          problem == null ? null : text(problem),
          now(),
          id);
    }

    @Override
    public void at(long done, long total) {
      progress = new TaskView.Progress(done, total);
    }

    @Override
    public synchronized void finishing() throws InterruptedException {
      if (state == State.CANCELLING) {
        throw new InterruptedException();
      }
      cancellable = false;
    }
  }
}
