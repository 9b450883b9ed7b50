package org.postern.admin.internal.rest;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.UncheckedIOException;
import java.util.Map;
import org.glassfish.jersey.message.internal.HeaderValueException;
import org.postern.admin.MergePatch;
import org.postern.admin.Problem;
import org.postern.directory.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a call throws into a problem, and logs it under the problem's instance id. */
public final class Problems implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  @Context private UriInfo uri;
  @Context private Request request;

  @Override
  public Response toResponse(Throwable thrown) {
    Problem problem = problem(thrown);
    ProblemBody body = ProblemBody.of(problem);
    log(request.getMethod() + " /api/v1/" + uri.getPath(), body, thrown);
    Response.ResponseBuilder response =
        Response.status(body.status()).type(ProblemBody.TYPE).entity(body);
    problem.headers().forEach(response::header);
    return response.build();
  }

  /** Writes the line that a person finds by the instance id. */
  public static void log(String call, ProblemBody body, Throwable thrown) {
    String line = sanitized(call);
    if (body.status() == 500) {
      LOG.error("{} failed, {}", line, body.instance(), thrown);
    } else {
      LOG.info("{} refused: {} {}, {}", line, body.status(), body.code(), body.instance());
    }
  }

  private static String sanitized(String call) {
    String line = call.length() > 300 ? call.substring(0, 300) + "..." : call;
    return line.replaceAll("\\p{Cntrl}", "?");
  }

  private Problem problem(Throwable thrown) {
    return switch (thrown) {
      case Problem problem -> problem;
      case DirectoryException e -> Problem.of(e);
      case UncheckedIOException e when isDatabase(e) ->
          Problem.unavailable("directory-unavailable", "The directory can't be read now.");
      case NotAllowedException e ->
          Problem.of(405, "method-not-allowed", "This resource does not take that method.")
              .header(
                  HttpHeaders.ALLOW,
                  String.valueOf(e.getResponse().getHeaderString(HttpHeaders.ALLOW)));
      case NotAcceptableException _ ->
          Problem.of(406, "not-acceptable", "This resource has no form that Accept asks for.");
      case NotSupportedException _ -> unsupported();
      case HeaderValueException _ ->
          Problem.badRequest("bad-header", "A header of the request can't be read.");
      case WebApplicationException e -> byStatus(e.getResponse().getStatus());
      default ->
          Problem.of(500, "internal", "This is a defect of the server; the log has more about it.");
    };
  }

  private static boolean isDatabase(UncheckedIOException e) {
    return e.getStackTrace().length > 0
        && e.getStackTrace()[0].getClassName().startsWith("org.postern.directory.");
  }

  private Problem unsupported() {
    if (request.getMethod().equals("PATCH")) {
      return Problem.of(415, "unsupported-media-type", "A PATCH takes " + MergePatch.TYPE + ".")
          .header("Accept-Patch", MergePatch.TYPE);
    }
    return Problem.of(
        415,
        "unsupported-media-type",
        "The body must be application/json; a license key is text/plain.");
  }

  /** A status that the container or Jersey chose. */
  public static Problem byStatus(int status) {
    Map<Integer, Problem> known =
        Map.of(
            400, Problem.of(400, "bad-request", "The request is not valid HTTP for this server."),
            404, Problem.of(404, "not-found", "There is nothing at this address."),
            405, Problem.of(405, "method-not-allowed", "This does not take that method."),
            408, Problem.of(408, "timeout", "The request did not arrive in time."),
            413, Problem.of(413, "body-too-large", "The body is larger than this server takes."),
            414, Problem.of(414, "uri-too-long", "The URI is longer than this server takes."),
            431, Problem.of(431, "headers-too-large", "The header is larger than allowed."));
    if (known.containsKey(status)) {
      return known.get(status);
    }
    return status >= 500
        ? Problem.of(status, "internal", "The server could not answer.")
        : Problem.of(status, "bad-request", "The request was refused.");
  }
}
