package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;
import org.postern.directory.Directory.Role;

/** Long work: seen, awaited, cancelled, and told of after a restart. */
class TasksTest {
  private TestServer server;
  private TestStore store;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    store = new TestStore();
    store.hold = new CountDownLatch(1);
    server.services.add(store);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Answer check(String... headers) {
    return server.admin().send("POST", "/store/check", BodyPublishers.noBody(), headers);
  }

  private Answer awaitState(String id, String state) {
    Answer answer;
    do {
      answer = server.admin().get("/tasks/" + id).is(200);
    } while (!answer.text("/state").equals(state));
    return answer;
  }

  @Test
  void aTaskTellsItsProgressAndItsResult() {
    Answer accepted = check().is(202);
    String id = accepted.text("/id");
    assertTrue(accepted.header("Location").endsWith("/api/v1/tasks/" + id));
    String running = awaitState(id, "running").etag();
    assertEquals(200, server.admin().get("/tasks/" + id, "If-None-Match", "\"other\"").status());
    while (server.admin().get("/tasks/" + id).json().at("/progress/done").asInt() != 1) {
      Thread.onSpinWait();
    }
    store.hold.countDown();
    Answer ended =
        server.admin().get("/tasks/" + id, "Prefer", "wait=20", "If-None-Match", running).is(200);
    assertEquals("succeeded", ended.text("/state"));
    assertEquals(3, ended.json().at("/result/messages").asInt());
    assertEquals(304, server.admin().get("/tasks/" + id, "If-None-Match", ended.etag()).status());
    server.admin().post("/tasks/" + id + "/cancel", "").is(409, "not-cancellable");
  }

  @Test
  void waitingEndsWhenItsTimeIsOver() {
    Answer accepted = check("Prefer", "wait=1").is(202);
    assertEquals("running", accepted.text("/state"));
    assertEquals("wait=1", accepted.header("Preference-Applied"));
  }

  @Test
  void aCancelledTaskStops() {
    String id = check().is(202).text("/id");
    awaitState(id, "running");
    server.admin().post("/tasks/" + id + "/cancel", "").is(202);
    awaitState(id, "cancelled");
  }

  @Test
  void twoOfAKindRunOneAfterTheOther() {
    String first = check().is(202).text("/id");
    awaitState(first, "running");
    String second = check().is(202).text("/id");
    assertEquals("queued", server.admin().get("/tasks/" + second).text("/state"));
    server.admin().post("/tasks/" + second + "/cancel", "").is(202);
    awaitState(second, "cancelled");
    store.hold.countDown();
    awaitState(first, "succeeded");
    assertEquals(2, server.admin().get("/tasks").is(200).json().get("items").size());
    assertEquals(
        1, server.admin().get("/tasks?state=cancelled").is(200).json().get("items").size());
  }

  @Test
  void aRestartTellsWhatItInterrupted() throws Exception {
    String id = check().is(202).text("/id");
    awaitState(id, "running");
    server.restart();
    Answer task = server.admin().get("/tasks/" + id).is(200);
    assertEquals("failed", task.text("/state"));
    assertEquals("interrupted", task.text("/problem/code"));
  }

  @Test
  void tasksOfOthersAreNotSeen() throws Exception {
    String id = check().is(202).text("/id");
    Client limited = server.as(Role.HELPDESK);
    limited.get("/tasks/" + id).is(404);
    assertEquals(0, limited.get("/tasks").is(200).json().get("items").size());
    server.admin().get("/tasks?cursor=x").is(400, "bad-cursor");
    server.admin().get("/tasks/none").is(404);
  }
}
