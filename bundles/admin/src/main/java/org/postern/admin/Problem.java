package org.postern.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.directory.DirectoryException;

/**
 * A refusal, answered as {@code application/problem+json} (RFC 9457). The code is stable and for
 * programs, the detail is for people and says what to do; neither holds secrets.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;
  private final transient Map<String, Object> members;

  /**
   * A fault in one field of the body.
   *
   * @param pointer RFC 6901 path of the field
   */
  public record FieldError(String pointer, String code, String detail) {}

  private Problem(
      int status,
      String code,
      String detail,
      List<FieldError> errors,
      Map<String, String> headers,
      Map<String, Object> members) {
    // A refusal is an answer, not a defect: nobody reads its stack trace.
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
    this.members = members;
  }

  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, List.of(), Map.of(), Map.of());
  }

  public static Problem badRequest(String code, String detail) {
    return of(400, code, detail);
  }

  public static Problem forbidden(String code, String detail) {
    return of(403, code, detail);
  }

  /** Also the answer for what the caller may not know of. */
  public static Problem notFound(String what) {
    return of(404, "not-found", "There is no such " + what + ".");
  }

  public static Problem conflict(String code, String detail) {
    return of(409, code, detail);
  }

  /** Well-formed, but not valid. */
  public static Problem invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().detail()
            : errors.size() + " fields are not valid; see errors.";
    String code = errors.size() == 1 ? errors.getFirst().code() : "invalid";
    return new Problem(422, code, detail, errors, Map.of(), Map.of());
  }

  public static Problem invalid(String pointer, String code, String detail) {
    return invalid(List.of(new FieldError(pointer, code, detail)));
  }

  /** Try again later. */
  public static Problem unavailable(String code, String detail) {
    return of(503, code, detail).header("Retry-After", "5");
  }

  /** The directory's refusal in the terms of HTTP. */
  public static Problem of(DirectoryException e) {
    return switch (e.kind()) {
      case NOT_FOUND -> of(404, e.code(), e.getMessage());
      case CONFLICT -> of(409, e.code(), e.getMessage());
      case STALE -> stale();
      case UNAVAILABLE -> unavailable(e.code(), e.getMessage());
      case INVALID ->
          // What is wrong with a list's parameters is in the query, not in a body.
          switch (e.code()) {
            case "bad-cursor", "bad-sort", "bad-limit" -> badRequest(e.code(), e.getMessage());
            default -> invalid(e.pointer(), e.code(), e.getMessage());
          };
    };
  }

  /** {@code If-Match} names a state that is not the current one. */
  public static Problem stale() {
    return of(
        412,
        "stale",
        "Somebody changed this in the meantime. Read it again and repeat the change with the new"
            + " ETag.");
  }

  /** The same with a header in its answer. */
  public Problem header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, code, getMessage(), errors, more, members);
  }

  /** The same with a further member in its JSON. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(status, code, getMessage(), errors, headers, more);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public List<FieldError> errors() {
    return errors;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public Map<String, Object> members() {
    return members;
  }
}
