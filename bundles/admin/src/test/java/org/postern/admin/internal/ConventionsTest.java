package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
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
  void withoutATokenIs401() {
    Answer answer = server.anonymous().get("/domains").is(401, "not-authenticated");
    assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer "));
    new Client(server.port(), "pst_wrong").get("/domains").is(401);
  }

  @Test
  void aDomainAndAnAccount() {
    Answer made = server.admin().post("/domains", "{\"name\":\"Made.Example\"}").is(201);
    assertTrue(made.header("Location").endsWith("/api/v1/domains/made.example"));
    server.admin().get("/domains/made.example").is(200);
    Answer account =
        server
            .admin()
            .post(
                "/accounts",
                "{\"address\":\"ann@made.example\",\"password\":\"%s\",\"name\":\"Ann\"}"
                    .formatted(TestServer.PASSWORD))
            .is(201);
    assertEquals("active", account.text("/state"));
    server.admin().get("/accounts/" + account.text("/id")).is(200);
    server.admin().get("/server").is(200);
  }
}
