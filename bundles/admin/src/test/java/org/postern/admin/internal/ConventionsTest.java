package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;

/** The rules that hold for every resource. */
class ConventionsTest {
  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    server.directory().addDomain("example.test");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void healthNeedsNoToken() {
    server.anonymous().get("/health/live").is(200);
  }

  @Test
  void readyTellsWhatIsMissing() {
    Answer answer = server.anonymous().get("/health/ready");
    assertEquals(503, answer.status());
    assertEquals("down", answer.text("/status"));
  }

  @Test
  void withoutARightTokenIs401() {
    Answer answer = server.anonymous().get("/domains").is(401, "not-authenticated");
    assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer "));
    Answer wrong = new Client(server.port(), "pst_wrong").get("/domains").is(401);
    assertTrue(wrong.header("WWW-Authenticate").contains("invalid_token"));
    assertFalse(wrong.response().body().contains("pst_wrong"));
    server.anonymous().get("/domains", "Authorization", "Basic YTpi").is(401, "not-authenticated");
  }

  @Test
  void unknownPathsAreProblems() {
    server.admin().get("/nothing").is(404, "not-found");
    server.admin().get("/domains/none.test").is(404, "not-found");
    assertTrue(
        raw("GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .contains("application/problem+json"));
  }

  @Test
  void anotherMethodIs405WithAllow() {
    Answer answer = server.admin().put("/domains", "{}").is(405, "method-not-allowed");
    assertTrue(answer.header("Allow").contains("GET"));
    assertTrue(answer.header("Allow").contains("POST"));
  }

  @Test
  void anotherFormIs406() {
    server.admin().get("/domains", "Accept", "text/csv").is(406, "not-acceptable");
  }

  @Test
  void aWrongMediaTypeIs415AndSaysWhichIsRight() {
    server
        .admin()
        .send("POST", "/domains", BodyPublishers.ofString("x"), "Content-Type", "text/plain")
        .is(415, "unsupported-media-type");
    Answer patch =
        server
            .admin()
            .send(
                "PATCH",
                "/domains/example.test",
                BodyPublishers.ofString("{}"),
                "Content-Type",
                "application/json",
                "If-Match",
                "*")
            .is(415);
    assertEquals("application/merge-patch+json", patch.header("Accept-Patch"));
  }

  @Test
  void unknownAndRepeatedParametersAre400() {
    server.admin().get("/domains?limti=3").is(400, "unknown-parameter");
    server.admin().get("/domains?limit=3&limit=4").is(400, "repeated-parameter");
    server.admin().get("/domains?limit=0").is(400, "bad-limit");
    server.admin().get("/domains?limit=501").is(400, "bad-limit");
    server.admin().get("/domains?limit=many").is(400, "bad-limit");
    server.admin().get("/domains?cursor=%21%21").is(400, "bad-cursor");
    server.admin().get("/domains?sort=colour").is(400, "bad-sort");
  }

  @Test
  void badJsonTellsLineAndPointer() {
    Answer answer = server.admin().post("/domains", "{\"name\":\n  \"a\"").is(400, "bad-json");
    assertTrue(answer.text("/detail").contains("ine 2"), answer.text("/detail"));
    Answer twice =
        server.admin().post("/domains", "{\"name\":\"a.test\",\"name\":\"b.test\"}").is(400);
    assertEquals("bad-json", twice.text("/code"));
    server.admin().post("/domains", "").is(400, "body-required");
    // As curl -X and a forgotten body send it: without Content-Type.
    for (String call : List.of("POST /domains", "POST /accounts", "PATCH /domains/example.test")) {
      String[] parts = call.split(" ");
      server
          .admin()
          .send(parts[0], parts[1], BodyPublishers.noBody(), "If-Match", "*")
          .is(400, "body-required");
    }
    server.admin().post("/domains", "{\"name\":\"a.test\"} x").is(400, "bad-json");
    server.admin().post("/domains", "[]").is(422, "wrong-type");
  }

  @Test
  void badUtf8Is400() {
    byte[] body = "{\"name\":\"a\u00ff.test\"}".getBytes(StandardCharsets.ISO_8859_1);
    server
        .admin()
        .send(
            "POST",
            "/domains",
            BodyPublishers.ofByteArray(body),
            "Content-Type",
            "application/json")
        .is(400, "bad-encoding");
  }

  @Test
  void deepNestingIs400() {
    String deep = "{\"name\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    server.admin().post("/domains", deep).is(400, "bad-json");
  }

  @Test
  void everyUnknownMemberIsTold() {
    Answer answer =
        server
            .admin()
            .post("/domains", "{\"name\":\"a.test\",\"x\":1,\"quota\":{\"bites\":1}}")
            .is(422, "invalid");
    assertEquals(2, answer.json().get("errors").size(), answer.response().body());
    assertEquals("/quota/bites", answer.text("/errors/0/pointer"));
    assertEquals("/x", answer.text("/errors/1/pointer"));
  }

  @Test
  void wrongTypesAreNotBent() {
    Answer answer =
        server.admin().post("/domains", "{\"name\":\"a.test\",\"enabled\":\"yes\"}").is(422);
    assertEquals("/enabled", answer.text("/errors/0/pointer"));
    server.admin().post("/domains", "{\"name\":5}").is(422, "wrong-type");
    server
        .admin()
        .post("/domains", "{\"name\":\"a.test\",\"quota\":{\"bytes\":1.5}}")
        .is(422, "wrong-type");
  }

  @Test
  void hugeBodiesAre413AndNotRead() {
    server.admin().post("/domains", "x".repeat(2 << 20)).is(413, "body-too-large");
  }

  @Test
  void anEndlessBodyIsCutOff() throws Exception {
    String head =
        "POST /api/v1/domains HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + server.adminToken
            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      try {
        // 100 MB, were it taken.
        while (sent++ < 1_600 && socket.getInputStream().available() == 0) {
          socket.getOutputStream().write(chunk);
        }
      } catch (IOException e) {
        // Closed by the server: what it had to say is still to be read, or lost with the reset.
        assertTrue(sent > 15);
        return;
      }
      String answer = new String(socket.getInputStream().readNBytes(400), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
      assertTrue(sent < 1_600);
    }
  }

  @Test
  void whatTheContainerRefusesIsAProblemToo() {
    String answer = raw("GET /api/v1/health/live HTTP/1.1\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertTrue(answer.contains("application/problem+json"), answer);
    String long431 =
        raw(
            "GET /api/v1/health/live HTTP/1.1\r\nHost: x\r\nX: "
                + "y".repeat(20_000)
                + "\r\nConnection: close\r\n\r\n");
    assertTrue(long431.startsWith("HTTP/1.1 431"), long431);
    assertTrue(long431.contains("application/problem+json"), long431);
  }

  private static String raw(String request) {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void changesNeedIfMatch() {
    server.admin().post("/domains", "{\"name\":\"cond.test\"}").is(201);
    Client admin = server.admin();
    admin.delete("/domains/cond.test").is(428, "precondition-required");
    admin.delete("/domains/cond.test", "If-Match", "\"999\"").is(412, "stale");
    admin.delete("/domains/cond.test", "If-Match", "gibberish").is(400, "bad-if-match");
    String etag = admin.get("/domains/cond.test").is(200).etag();
    assertEquals(304, admin.get("/domains/cond.test", "If-None-Match", etag).status());
    Answer changed = admin.patch("/domains/cond.test", etag, "{\"enabled\":false}").is(200);
    assertFalse(changed.json().get("enabled").asBoolean());
    admin.patch("/domains/cond.test", etag, "{\"enabled\":true}").is(412, "stale");
    assertEquals(204, admin.delete("/domains/cond.test", "If-Match", changed.etag()).status());
    admin.get("/domains/cond.test").is(404);
  }

  @Test
  void aMergePatchRemovesWithNullAndKeepsTheRest() {
    Client admin = server.admin();
    admin
        .post("/domains", "{\"name\":\"patch.test\",\"quota\":{\"bytes\":5,\"messages\":7}}")
        .is(201);
    Answer patched =
        admin.patch("/domains/patch.test", "*", "{\"quota\":{\"bytes\":null}}").is(200);
    assertTrue(patched.json().at("/quota/bytes").isNull());
    assertEquals(7, patched.json().at("/quota/messages").asInt());
    assertTrue(patched.json().get("enabled").asBoolean());
    admin.patch("/domains/patch.test", "*", "{\"enabled\":null}").is(422, "required");
    admin.patch("/domains/patch.test", "*", "{\"name\":\"x\"}").is(422, "unknown-member");
    admin.patch("/domains/patch.test", "*", "{\"quota\":{\"bytes\":-1}}").is(422, "bad-quota");
    admin.patch("/domains/patch.test", "*", "[1]").is(422, "wrong-type");
  }

  @Test
  void anIdempotencyKeyMakesACallOnce() throws Exception {
    Client admin = server.admin();
    String body = "{\"name\":\"once.test\"}";
    Answer first = admin.post("/domains", body, "Idempotency-Key", "k1").is(201);
    Answer again = admin.post("/domains", body, "Idempotency-Key", "k1").is(201);
    assertEquals(first.response().body(), again.response().body());
    assertEquals(first.header("Location"), again.header("Location"));
    assertEquals("true", again.header("Idempotent-Replayed"));
    admin
        .post("/domains", "{\"name\":\"twice.test\"}", "Idempotency-Key", "k1")
        .is(422, "idempotency-key-reused");
    admin.post("/domains", body, "Idempotency-Key", "k2").is(409, "domain-exists");
    admin.post("/domains", body, "Idempotency-Key", "k 3").is(400, "bad-idempotency-key");
    server.restart();
    assertEquals(201, server.admin().post("/domains", body, "Idempotency-Key", "k1").status());
  }

  @Test
  void aMissingPartIs503WithRetryAfter() {
    Answer answer = server.admin().get("/sessions").is(503, "network-unavailable");
    assertEquals("5", answer.header("Retry-After"));
    server.admin().get("/store").is(503, "store-unavailable");
  }

  @Test
  void answersAreNotCachedOrSniffed() {
    Answer answer = server.admin().get("/server").is(200);
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
  }
}
