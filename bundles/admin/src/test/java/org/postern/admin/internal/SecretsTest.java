package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;

/** Secrets are in the one answer that makes them, and nowhere else. */
class SecretsTest {
  private static final String PASSWORD = "Pa55-of-the-account-itself";
  private static final String NEXT = "Pa55-that-replaces-the-first";

  @Test
  void noSecretIsInALogTheAuditAListOrAFileOfTheApi(@TempDir Path home) throws Exception {
    PrintStream console = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    String app;
    String token;
    String later;
    try (TestServer server = new TestServer(home)) {
      server.directory().addDomain("example.test");
      Client admin = server.admin();
      String id =
          admin
              .post(
                  "/accounts",
                  "{\"address\":\"a@example.test\",\"password\":\"" + PASSWORD + "\"}",
                  "Idempotency-Key",
                  "one")
              .is(201)
              .text("/id");
      admin
          .post("/accounts", "{\"address\":\"a@example.test\",\"password\":\"" + PASSWORD + "\"}")
          .is(409);
      admin.post("/accounts", "{\"password\": " + PASSWORD + "}").is(400);
      admin.put("/accounts/" + id + "/password", "{\"password\":\"" + NEXT + "\"}").is(204);
      Answer made =
          admin
              .post(
                  "/accounts/" + id + "/app-passwords",
                  "{\"name\":\"phone\"}",
                  "Idempotency-Key",
                  "two")
              .is(201);
      app = made.text("/password");
      Answer again =
          admin
              .post(
                  "/accounts/" + id + "/app-passwords",
                  "{\"name\":\"phone\"}",
                  "Idempotency-Key",
                  "two")
              .is(201);
      assertTrue(again.text("/password").equals(app), "a replay is the same answer");
      token = admin.post("/auth/tokens", "{\"name\":\"t\"}").is(201).text("/token");
      new Client(server.port(), token + "x").get("/server").is(401);
      later =
          Stream.of("/audit", "/accounts", "/auth/tokens", "/accounts/" + id + "/app-passwords")
              .map(path -> admin.get(path).is(200).response().body())
              .reduce("", String::concat);
    } finally {
      System.setErr(console);
    }
    String logged = log.toString(StandardCharsets.UTF_8);
    assertTrue(logged.contains("refused: 409"), logged);
    StringBuilder files = new StringBuilder();
    try (Stream<Path> all = Files.walk(home.resolve("data"))) {
      for (Path file :
          all.filter(f -> f.getFileName().toString().startsWith("admin.db")).toList()) {
        files.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertTrue(files.length() > 0);
    for (String secret : List.of(PASSWORD, NEXT, app, token, core(token))) {
      assertFalse(logged.contains(secret), "logged");
      assertFalse(later.contains(secret), "listed");
      assertFalse(files.toString().contains(secret), "in a file");
    }
  }

  /** The part of a token that is the secret itself. */
  private static String core(String token) {
    return token.substring(4, 24);
  }
}
