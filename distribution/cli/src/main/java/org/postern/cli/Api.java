package org.postern.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The REST API of a running server. */
final class Api {
  private static final String ROOT = "/api/v1";

  /** As many items a request as the API gives. */
  private static final int PAGE = 500;

  private final URI server;
  private final String token;
  private final String startHint;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param startHint what to say when nothing answers
   */
  Api(URI server, String token, String startHint) {
    this.server = server;
    this.token = token;
    this.startHint = startHint;
  }

  /** An answer that is no problem. */
  record Answer(HttpResponse<String> response, Optional<JsonValue> json) {
    JsonObject object() throws Failure {
      return json.filter(JsonObject.class::isInstance)
          .map(JsonValue::asJsonObject)
          .orElseThrow(() -> new Failure("The server's answer is no JSON object."));
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  URI server() {
    return server;
  }

  Answer get(String path) throws Failure {
    return call("GET", path, Optional.empty(), Map.of());
  }

  /** All pages of a list. */
  List<JsonObject> list(String path, Map<String, String> filters, int limit) throws Failure {
    List<JsonObject> items = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      StringBuilder query =
          new StringBuilder(path).append("?limit=").append(Math.min(PAGE, limit - items.size()));
      filters.forEach(
          (name, value) -> query.append('&').append(name).append('=').append(encode(value)));
      cursor.ifPresent(value -> query.append("&cursor=").append(encode(value)));
      JsonObject page = get(query.toString()).object();
      JsonArray found = page.getJsonArray("items");
      found.forEach(item -> items.add(item.asJsonObject()));
      cursor = Optional.ofNullable(page.getString("next", null));
    } while (cursor.isPresent() && items.size() < limit);
    return items;
  }

  Answer post(String path, JsonValue body) throws Failure {
    return call("POST", path, Optional.of(body.toString()), json());
  }

  Answer put(String path, JsonValue body) throws Failure {
    return call("PUT", path, Optional.of(body.toString()), json());
  }

  private static Map<String, String> json() {
    return Map.of("Content-Type", "application/json");
  }

  /** RFC 7396 merge-patch, on the version that is there now. */
  Answer patch(String path, JsonObject body) throws Failure {
    String tag = tag(path);
    return call(
        "PATCH",
        path,
        Optional.of(body.toString()),
        Map.of("Content-Type", "application/merge-patch+json", "If-Match", tag));
  }

  /** Deletes the version that is there now, at a path that can be read. */
  Answer delete(String path, String query) throws Failure {
    return call("DELETE", path + query, Optional.empty(), Map.of("If-Match", tag(path)));
  }

  private String tag(String path) throws Failure {
    return get(path).header("ETag").orElse("*");
  }

  /**
   * Any call; a problem is thrown as a {@link Failure} that tells it in words.
   *
   * @param path below /api/v1, or from there
   */
  Answer call(String method, String path, Optional<String> body, Map<String, String> headers)
      throws Failure {
    HttpResponse<String> response = send(method, path, body, headers);
    Optional<JsonValue> json = Json.parse(response.body());
    if (response.statusCode() >= 400) {
      throw problem(response, json);
    }
    return new Answer(response, json);
  }

  HttpResponse<String> send(
      String method, String path, Optional<String> body, Map<String, String> headers)
      throws Failure {
    URI uri;
    try {
      String rooted = path.startsWith("/") ? path : "/" + path;
      uri = server.resolve(rooted.startsWith(ROOT + "/") ? rooted : ROOT + rooted);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, "\"" + path + "\" is no path: " + e.getMessage());
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofMinutes(10))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json, application/problem+json, */*;q=0.5")
            .method(
                method,
                body.map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    headers.forEach(request::setHeader);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (ConnectException e) {
      throw new Failure(
          Exit.NOT_RUNNING,
          "Nothing answers at " + server + ": the server is not running. " + startHint);
    } catch (HttpTimeoutException e) {
      throw new Failure("The server at " + server + " did not answer in time.");
    } catch (IOException e) {
      throw new Failure("The server at " + server + " did not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted.");
    }
  }

  /** RFC 9457: what went wrong, where, and what to do about the usual reasons. */
  private static Failure problem(HttpResponse<String> response, Optional<JsonValue> json) {
    StringBuilder text = new StringBuilder();
    if (json.isPresent() && json.get() instanceof JsonObject problem) {
      String title = problem.getString("title", "HTTP " + response.statusCode());
      text.append(title);
      String detail = problem.getString("detail", "");
      if (!detail.isEmpty()) {
        text.append(": ").append(detail);
      }
      if (problem.get("errors") instanceof JsonArray errors) {
        for (JsonValue each : errors) {
          JsonObject error = each.asJsonObject();
          String why = error.getString("detail", error.getString("code", ""));
          // A single error is the detail of the whole.
          if (!why.equals(detail)) {
            text.append(System.lineSeparator())
                .append("  ")
                .append(error.getString("pointer", ""))
                .append(": ")
                .append(why);
          }
        }
      }
    } else {
      text.append("HTTP ").append(response.statusCode());
    }
    switch (response.statusCode()) {
      case 401 ->
          text.append(System.lineSeparator())
              .append(
                  "The token in conf/admin.token is not accepted; make a new one with: postern recover");
      case 412 ->
          text.append(System.lineSeparator())
              .append("Somebody else changed it at the same time; try again.");
      case 429 ->
          response
              .headers()
              .firstValue("Retry-After")
              .ifPresent(seconds -> text.append(" Try again in ").append(seconds).append(" s."));
      default -> {}
    }
    return new Failure(text.toString().replaceAll("[\\p{Cntrl}&&[^\r\n]]", "?"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
