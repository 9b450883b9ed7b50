package org.postern.admin.internal.tasks;

import java.time.Instant;
import java.util.Map;

/**
 * A task as the API shows it.
 *
 * @param target the id or name of what it works on
 * @param owner the id of who asked for it
 * @param result what came of it, when it succeeded
 * @param problem why it failed: a problem's members
 */
public record TaskView(
    String id,
    String kind,
    String target,
    String owner,
    State state,
    Progress progress,
    Map<String, Object> result,
    Map<String, Object> problem,
    Instant createdAt,
    Instant updatedAt) {

  /** Where a task is. */
  public enum State {
    QUEUED,
    RUNNING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean ended() {
      return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
  }

  /**
   * @param total 0 while it is not known
   */
  public record Progress(long done, long total) {}
}
