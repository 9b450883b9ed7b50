package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls the API as a program does. */
public final class Client {
  private static final JsonMapper MAPPER = new JsonMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final String token;

  /**
   * @param token null to call without one
   */
  public Client(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /** What was answered; a problem's form is checked whenever there is one. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + response.body(), e);
      }
    }

    public String text(String pointer) {
      return json().at(pointer).asText();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String etag() {
      return header("ETag");
    }

    public Answer is(int status) {
      assertEquals(status, status(), () -> "answer: " + response.body());
      if (status >= 400) {
        assertEquals("application/problem+json", header("Content-Type"), response::body);
        assertEquals(status, json().get("status").asInt());
        for (String member : new String[] {"type", "title", "detail", "instance", "code"}) {
          assertEquals(true, json().path(member).isTextual(), () -> member + response.body());
        }
        assertEquals(false, response.body().contains("\tat "), "stack trace");
      }
      return this;
    }

    public Answer is(int status, String code) {
      is(status);
      assertEquals(code, text("/code"), response::body);
      return this;
    }
  }

  public Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  public Answer post(String path, String json, String... headers) {
    return send("POST", path, BodyPublishers.ofString(json), and(headers, "application/json"));
  }

  public Answer put(String path, String json, String... headers) {
    return send("PUT", path, BodyPublishers.ofString(json), and(headers, "application/json"));
  }

  public Answer patch(String path, String etag, String json) {
    return send(
        "PATCH",
        path,
        BodyPublishers.ofString(json),
        "If-Match",
        etag,
        "Content-Type",
        "application/merge-patch+json");
  }

  public Answer delete(String path, String... headers) {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  private static String[] and(String[] headers, String contentType) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = contentType;
    return all;
  }

  public Answer send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
