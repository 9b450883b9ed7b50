package org.postern.admin.internal.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.postern.admin.Problem;
import org.postern.admin.internal.json.Json;
import org.postern.admin.internal.rest.ProblemBody;
import org.postern.admin.internal.rest.Problems;

/** What Jetty refuses by itself (bad syntax, too long headers ...), told as a problem too. */
public final class JettyProblems extends ErrorHandler {
  private final Json json;

  public JettyProblems(Json json) {
    this.json = json;
  }

  /**
   * Makes a server tell its errors this way. It is reached as the factory of a connector, so this
   * gives one: without a port.
   */
  public Connector install(Server server) {
    server.setErrorHandler(this);
    server.getDescendants(ContextHandler.class).forEach(handler -> handler.setErrorHandler(this));
    return new Closed(server);
  }

  /** Felix takes no connector but this kind; this one never opens a port. */
  private static final class Closed extends ServerConnector {
    Closed(Server server) {
      super(server);
    }

    @Override
    protected void doStart() {
      // There is nothing to open.
    }

    @Override
    protected void doStop() {
      // There is nothing to close.
    }
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback)
      throws IOException {
    // Every path is served once the API is there: one that is not comes before that.
    Problem problem =
        code == 404
            ? Problem.unavailable("starting", "The server is starting; ask again in a moment.")
            : Problems.byStatus(code);
    ProblemBody body = ProblemBody.of(problem);
    response.setStatus(body.status());
    problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    if (code != 404) {
      Problems.log(request.getMethod() + " " + request.getHttpURI().getPath(), body, cause);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemBody.TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(json.bytes(body)), callback);
  }
}
