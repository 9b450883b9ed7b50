package org.postern.admin;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/** Conditional requests (RFC 9110 13): what was read is what gets changed. */
public final class Precondition {
  private Precondition() {}

  public static EntityTag tag(long revision) {
    return new EntityTag(Long.toString(revision));
  }

  /**
   * For PUT, PATCH and DELETE.
   *
   * @throws Problem 428 without {@code If-Match}, 412 when it names another state
   */
  public static void require(HttpHeaders headers, Request request, EntityTag current) {
    String condition = headers.getHeaderString(HttpHeaders.IF_MATCH);
    if (condition == null) {
      throw Problem.of(
          428,
          "precondition-required",
          "Send If-Match with the ETag that you have read, so that nobody's change is overwritten"
              + " unseen.");
    }
    Response.ResponseBuilder refusal;
    try {
      refusal = request.evaluatePreconditions(current);
    } catch (IllegalArgumentException | ProcessingException e) {
      throw Problem.badRequest(
          "bad-if-match", "If-Match is an ETag in double quotes, or several, or *.");
    }
    if (refusal != null) {
      throw Problem.stale().header("ETag", "\"" + current.getValue() + "\"");
    }
  }

  /**
   * For changes that can overwrite nothing unseen, so that {@code If-Match} is not asked for; one
   * that is sent counts all the same.
   *
   * @throws Problem 412 when it names another state
   */
  public static void honor(HttpHeaders headers, Request request, EntityTag current) {
    if (headers.getHeaderString(HttpHeaders.IF_MATCH) != null) {
      require(headers, request, current);
    }
  }

  /** An answer to GET with the state's tag, or 304 when the client has it already. */
  public static Response answer(Request request, EntityTag current, Object entity) {
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(current);
    return unchanged != null ? unchanged.build() : Response.ok(entity).tag(current).build();
  }
}
