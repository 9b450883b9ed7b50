package org.postern.cli;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Long work that the server does. */
@Command(
    mixinStandardHelpOptions = true,
    name = "tasks",
    description = "Long work that the server does.",
    footer = {"", "Examples:", "  postern tasks list", "  postern tasks cancel 01jd8..."})
final class TaskCommand {
  private static final String PATH = "/tasks";

  /** Seconds that one request waits for a task to end. */
  private static final int WAIT = 25;

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists tasks, those that have ended too.",
      footer = {"", "Example:", "  postern tasks list"})
  int list(@Mixin Target target, @Mixin ListOptions options) throws Failure {
    target.print(
        target.api().list(PATH, options.filters(), options.limit()),
        "id",
        "kind",
        "target",
        "state",
        "progress.done",
        "progress.total",
        "createdAt");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "show",
      description = "Shows a task.",
      footer = {"", "Example:", "  postern tasks show 01jd8..."})
  int show(@Mixin Target target, @Parameters(paramLabel = "ID") String id) throws Failure {
    target.print(target.api().get(PATH + "/" + Api.encode(id)).object());
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "cancel",
      description = "Asks a task to stop.",
      footer = {"", "Example:", "  postern tasks cancel 01jd8..."})
  int cancel(@Mixin Target target, @Parameters(paramLabel = "ID") String id) throws Failure {
    target.done(
        "Task " + id + " is told to stop.",
        target
            .api()
            .call("POST", PATH + "/" + Api.encode(id) + "/cancel", Optional.empty(), Map.of()));
    return Exit.OK;
  }

  /** Waits for the task that an answer (202) points to; a failed one is a failure here too. */
  static Api.Answer finish(Api api, Api.Answer answer) throws Failure {
    Optional<String> location = answer.header("Location");
    if (answer.response().statusCode() != 202 || location.isEmpty()) {
      return answer;
    }
    String path = java.net.URI.create(location.get()).getRawPath();
    for (; ; ) {
      Api.Answer task = api.call("GET", path, Optional.empty(), Map.of("Prefer", "wait=" + WAIT));
      JsonObject shown = task.object();
      switch (shown.getString("state")) {
        case "succeeded" -> {
          return task;
        }
        case "failed", "cancelled", "interrupted" -> {
          JsonObject problem =
              shown.get("problem") instanceof JsonObject object
                  ? object
                  : JsonObject.EMPTY_JSON_OBJECT;
          throw new Failure(
              problem.getString("detail", problem.getString("title", "The task did not succeed."))
                  + " (task "
                  + shown.getString("id")
                  + ", "
                  + shown.getString("state")
                  + ")");
        }
        default -> pause();
      }
    }
  }

  /** For a server that does not wait as asked. */
  private static void pause() throws Failure {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted; the task goes on.");
    }
  }
}
