package org.postern.admin.internal.rest;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postern.admin.Problem;

/**
 * A problem as it is sent (RFC 9457 3).
 *
 * @param instance an id of this occurrence, also in the log
 * @param members further members of this problem type
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemBody(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    String code,
    List<Problem.FieldError> errors,
    @JsonAnyGetter Map<String, Object> members) {

  /** The media type of a problem. */
  public static final String TYPE = "application/problem+json";

  public static ProblemBody of(Problem problem) {
    return new ProblemBody(
        "/api/v1/docs#" + problem.code(),
        title(problem.status()),
        problem.status(),
        problem.getMessage(),
        "urn:uuid:" + UUID.randomUUID(),
        problem.code(),
        problem.errors(),
        problem.members());
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Not authenticated";
      case 403 -> "Not allowed";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 406 -> "Not acceptable";
      case 408 -> "Request timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 412 -> "Precondition failed";
      case 413 -> "Content too large";
      case 414 -> "URI too long";
      case 415 -> "Unsupported media type";
      case 422 -> "Not valid";
      case 428 -> "Precondition required";
      case 429 -> "Too many requests";
      case 431 -> "Header fields too large";
      case 500 -> "Internal error";
      case 503 -> "Unavailable";
      case 507 -> "Insufficient storage";
      default -> status < 500 ? "Bad request" : "Server error";
    };
  }
}
