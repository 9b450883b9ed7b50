package org.postern.admin.internal.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.postern.admin.Problem;
import org.postern.admin.internal.json.Json;
import org.postern.admin.internal.rest.ProblemBody;
import org.postern.admin.internal.rest.Problems;

/** Answers for every path that nothing else serves: a problem, as everywhere. */
public final class FallbackServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private final transient Json json;

  public FallbackServlet(Json json) {
    this.json = json;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemBody body;
    if (request.getRequestURI().startsWith("/api/v1/")) {
      // The API's own servlet is not there yet, or not any more: who waits for it asks often.
      body =
          ProblemBody.of(
              Problem.of(503, "starting", "The server is starting or stopping; try again soon."));
      response.setHeader("Retry-After", "1");
    } else {
      body = ProblemBody.of(Problem.notFound("page; the API is at /api/v1"));
      Problems.log(request.getMethod() + " " + request.getRequestURI(), body, null);
    }
    byte[] bytes = json.bytes(body);
    response.setStatus(body.status());
    response.setContentType(ProblemBody.TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
