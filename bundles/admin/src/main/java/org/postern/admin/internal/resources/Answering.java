package org.postern.admin.internal.resources;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.admin.Problem;
import org.postern.admin.internal.tasks.TaskRunner;
import org.postern.admin.internal.tasks.TaskView;

/** The answers that resources have in common. */
final class Answering {
  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,4})\"?");
  private static final int MAX_WAIT = 60;

  private Answering() {}

  /** 201 with the address and state of what was made. */
  static Response created(UriInfo uri, String id, EntityTag tag, Object entity) {
    return Response.created(uri.getAbsolutePathBuilder().path(id).build())
        .tag(tag)
        .entity(entity)
        .build();
  }

  /** A change done: the new state. */
  static Response changed(EntityTag tag, Object entity) {
    return Response.ok(entity).tag(tag).build();
  }

  static Response done() {
    return Response.noContent().build();
  }

  /**
   * 202 with the address of a task; after {@code Prefer: wait=N} (RFC 7240 4.3) with its state once
   * it has ended or the time is over.
   */
  static Response accepted(UriInfo uri, HttpHeaders headers, TaskRunner tasks, String id) {
    int seconds = seconds(headers);
    try {
      tasks.await(id, Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    TaskView task = tasks.find(id).orElseThrow(() -> Problem.notFound("task"));
    Response.ResponseBuilder response =
        Response.accepted(task).location(uri.getBaseUriBuilder().path("tasks").path(id).build());
    if (seconds > 0) {
      response.header("Preference-Applied", "wait=" + seconds);
    }
    return response.build();
  }

  /** The seconds of {@code Prefer: wait=N}, at most 60; 0 without. */
  static int seconds(HttpHeaders headers) {
    String prefer = headers.getHeaderString("Prefer");
    if (prefer == null) {
      return 0;
    }
    Matcher wait = WAIT.matcher(prefer);
    return wait.find() ? Math.min(MAX_WAIT, Integer.parseInt(wait.group(1))) : 0;
  }
}
