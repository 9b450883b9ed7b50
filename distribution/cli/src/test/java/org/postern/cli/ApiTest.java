package org.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of the REST API, over a real port, with the answers a server gives. */
final class ApiTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Api api;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    api = new Api(uri(server.getAddress().getPort()), "pst_x", "Start it.");
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void allPagesOfAListAreRead() throws Exception {
    answer(
        "/api/v1/accounts",
        exchange -> {
          boolean second = exchange.getRequestURI().getQuery().contains("cursor=c 1");
          send(
              exchange,
              200,
              second
                  ? "{\"items\":[{\"id\":\"3\"}],\"next\":null}"
                  : "{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"next\":\"c 1\"}");
        });
    assertEquals(3, api.list("/accounts", Map.of("q", "a&b"), 1000).size());
    assertTrue(requests.getFirst().contains("limit=500&q=a%26b"), requests.toString());
    assertTrue(requests.getFirst().endsWith("Bearer pst_x"), requests.toString());
  }

  @Test
  void aChangeIsMadeToTheVersionThatIsThere() throws Exception {
    answer(
        "/api/v1/domains/x",
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"7\"");
          boolean patch = exchange.getRequestMethod().equals("PATCH");
          boolean matches = "\"7\"".equals(exchange.getRequestHeaders().getFirst("If-Match"));
          send(exchange, !patch || matches ? 200 : 428, "{}");
        });
    assertEquals(
        200, api.patch("/domains/x", JsonObject.EMPTY_JSON_OBJECT).response().statusCode());
  }

  @Test
  void aProblemIsToldInWords() throws Exception {
    answer(
        "/api/v1/accounts",
        exchange ->
            send(
                exchange,
                422,
                "{\"title\":\"Not valid\",\"detail\":\"Some fields are wrong.\",\"errors\":"
                    + "[{\"pointer\":\"/password\",\"code\":\"weak\",\"detail\":\"Too \\u001b[31mshort.\"}]}"));
    Failure failure =
        assertThrows(Failure.class, () -> api.post("/accounts", JsonObject.EMPTY_JSON_OBJECT));
    assertEquals(1, failure.exitCode());
    assertTrue(
        failure.getMessage().startsWith("Not valid: Some fields are wrong."), failure.getMessage());
    assertTrue(failure.getMessage().contains("/password: Too ?[31mshort."), failure.getMessage());
  }

  @Test
  void oneErrorIsToldOnce() throws Exception {
    answer(
        "/api/v1/accounts",
        exchange ->
            send(
                exchange,
                422,
                "{\"title\":\"Not valid\",\"detail\":\"Too short.\",\"errors\":"
                    + "[{\"pointer\":\"/password\",\"code\":\"weak\",\"detail\":\"Too short.\"}]}"));
    Failure failure =
        assertThrows(Failure.class, () -> api.post("/accounts", JsonObject.EMPTY_JSON_OBJECT));
    assertEquals("Not valid: Too short.", failure.getMessage());
  }

  @Test
  void aTokenThatIsNotAcceptedComesWithTheRemedy() throws Exception {
    answer("/api/v1/server", exchange -> send(exchange, 401, "{\"title\":\"Not authenticated\"}"));
    Failure failure = assertThrows(Failure.class, () -> api.get("/server"));
    assertTrue(failure.getMessage().contains("postern recover"), failure.getMessage());
  }

  @Test
  void anAnswerThatIsNoProblemDocumentIsAFailureAllTheSame() throws Exception {
    answer("/api/v1/server", exchange -> send(exchange, 500, "<html>"));
    assertTrue(
        assertThrows(Failure.class, () -> api.get("/server")).getMessage().contains("HTTP 500"));
  }

  @Test
  void whereNothingListensTheServerIsNotRunning() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Api nobody = new Api(uri(port), "pst_x", "Start it.");
    Failure failure = assertThrows(Failure.class, () -> nobody.get("/server"));
    assertEquals(3, failure.exitCode());
    assertTrue(failure.getMessage().contains("Start it."), failure.getMessage());
  }

  @Test
  void aTaskIsWaitedForAndItsFailureIsAFailure() throws Exception {
    answer(
        "/api/v1/backups",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://other/api/v1/tasks/t");
          send(exchange, 202, "{\"id\":\"t\",\"state\":\"queued\"}");
        });
    answer(
        "/api/v1/tasks/t",
        exchange ->
            send(
                exchange,
                200,
                requests.stream().filter(r -> r.contains("/tasks/t")).count() < 3
                    ? "{\"id\":\"t\",\"state\":\"running\"}"
                    : "{\"id\":\"t\",\"state\":\"failed\",\"problem\":{\"detail\":\"The disk is full.\"}}"));
    Api.Answer begun = api.post("/backups", JsonObject.EMPTY_JSON_OBJECT);
    Failure failure = assertThrows(Failure.class, () -> TaskCommand.finish(api, begun));
    assertTrue(failure.getMessage().contains("The disk is full."), failure.getMessage());
  }

  private void answer(String path, com.sun.net.httpserver.HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          handler.handle(exchange);
        });
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
