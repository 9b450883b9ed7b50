package org.postern.admin.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.admin.Call;
import org.postern.admin.Problem;
import org.postern.admin.internal.json.Json;
import org.postern.admin.internal.store.Answers;

/**
 * {@code Idempotency-Key} on POST: the same call with the same key within a day is answered as the
 * first was and does nothing again, also after a restart. Calls that failed on our side are not
 * remembered.
 */
@Priority(Priorities.AUTHORIZATION + 3)
public final class Idempotency implements ContainerRequestFilter, ContainerResponseFilter {
  static final String REPLAYED = "postern.replayed";
  private static final String HEADER = "Idempotency-Key";
  private static final String KEY = "postern.idempotency";
  private static final Set<String> KEPT_HEADERS =
      Set.of("Location", "ETag", "Content-Type", "Preference-Applied");
  private final Answers answers;
  private final Json json;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  public Idempotency(Answers answers, Json json) {
    this.answers = answers;
    this.json = json;
  }

  private record Pending(Answers.Key key, String request) {}

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    String name = request.getHeaderString(HEADER);
    if (name == null
        || !request.getMethod().equals("POST")
        || !(request.getSecurityContext().getUserPrincipal() instanceof Call call)) {
      return;
    }
    if (!name.matches("[\\x21-\\x7e]{1,255}")) {
      throw Problem.badRequest(
          "bad-idempotency-key", "Idempotency-Key is 1 to 255 visible ASCII characters.");
    }
    byte[] body = request.getEntityStream().readAllBytes();
    request.setEntityStream(new ByteArrayInputStream(body));
    String path = request.getUriInfo().getRequestUri().getRawPath();
    String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    Answers.Key key = answers.key(name, call.caller().id(), path, authorization);
    Pending pending = new Pending(key, answers.digest(authorization, body));
    if (!underWay.add(key.id())) {
      throw Problem.conflict(
              "idempotency-in-progress", "The first call with this key has not ended yet.")
          .header("Retry-After", "1");
    }
    request.setProperty(KEY, pending);
    Optional<Answers.Answer> known = answers.find(key);
    if (known.isPresent()) {
      request.setProperty(REPLAYED, true);
      if (!known.get().request().equals(pending.request())) {
        throw Problem.of(
            422,
            "idempotency-key-reused",
            "This Idempotency-Key was used with another body; take a new one.");
      }
      request.abortWith(response(known.get()));
    }
  }

  private static Response response(Answers.Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    answer.headers().forEach(response::header);
    if (answer.body().length > 0) {
      response.entity(answer.body());
    }
    return response.header("Idempotent-Replayed", "true").build();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(KEY) instanceof Pending pending)) {
      return;
    }
    try {
      if (request.getProperty(REPLAYED) == null && response.getStatus() < 500) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
          String value = response.getHeaderString(name);
          if (value != null) {
            headers.put(name, value);
          }
        }
        if (response.getMediaType() != null) {
          headers.put(HttpHeaders.CONTENT_TYPE, response.getMediaType().toString());
        }
        byte[] body =
            switch (response.getEntity()) {
              case null -> new byte[0];
              case byte[] bytes -> bytes;
              case Object entity -> json.bytes(entity);
            };
        answers.keep(
            pending.key(),
            new Answers.Answer(pending.request(), response.getStatus(), headers, body));
      }
    } finally {
      underWay.remove(pending.key().id());
    }
  }
}
