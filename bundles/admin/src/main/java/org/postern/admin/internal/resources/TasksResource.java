package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.json.Words;
import org.postern.admin.internal.tasks.TaskRunner;
import org.postern.admin.internal.tasks.TaskView;

/** Long work: how far it is and what came of it. */
@Path("/tasks")
@Produces(MediaType.APPLICATION_JSON)
public final class TasksResource implements AdminResource {
  private final TaskRunner tasks;

  public TasksResource(TaskRunner tasks) {
    this.tasks = tasks;
  }

  @GET
  @RequiresScope("tasks:read")
  public Listing<TaskView> list(
      @BeanParam ListQuery query,
      @QueryParam("state") String state,
      @Context SecurityContext security) {
    query.order(Map.<String, Comparator<TaskView>>of(), (a, b) -> 0);
    Call call = Call.of(security);
    Optional<String> owner = seesAll(call) ? Optional.empty() : Optional.of(call.caller().id());
    Optional<String> before = query.cursor();
    if (before.isPresent() && !before.get().matches("[0-9a-z]{26}")) {
      throw Problem.badRequest(
          "bad-cursor", "The cursor is not one of this list; start again without it.");
    }
    List<TaskView> page = tasks.list(owner, state(state), before, query.limit() + 1);
    boolean more = page.size() > query.limit();
    List<TaskView> items = more ? page.subList(0, query.limit()) : page;
    return new Listing<>(items, more ? items.getLast().id() : null);
  }

  @GET
  @Path("/{id}")
  @RequiresScope("tasks:read")
  public Response get(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws InterruptedException {
    find(id, Call.of(security));
    tasks.await(id, Duration.ofSeconds(Answering.seconds(headers)));
    TaskView task = find(id, Call.of(security));
    EntityTag tag = new EntityTag(Integer.toHexString(task.toString().hashCode()));
    return Precondition.answer(request, tag, task);
  }

  @POST
  @Path("/{id}/cancel")
  @RequiresScope("tasks:write")
  @Audited("task.cancel")
  public Response cancel(
      @PathParam("id") String id,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Context SecurityContext security) {
    find(id, Call.of(security).target(id));
    tasks.cancel(id);
    return Answering.accepted(uri, headers, tasks, id);
  }

  private TaskView find(String id, Call call) {
    return tasks
        .find(id)
        .filter(task -> seesAll(call) || task.owner().equals(call.caller().id()))
        .orElseThrow(() -> Problem.notFound("task"));
  }

  private static boolean seesAll(Call call) {
    return call.domains().isEmpty() && call.can("server:read");
  }

  private static Optional<TaskView.State> state(String word) {
    if (word == null) {
      return Optional.empty();
    }
    for (TaskView.State state : TaskView.State.values()) {
      if (Words.of(state).equals(word)) {
        return Optional.of(state);
      }
    }
    throw Problem.badRequest(
        "bad-parameter", "state is one of " + String.join(", ", Words.all(TaskView.State.class)));
  }
}
