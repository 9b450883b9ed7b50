package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator does to a server that runs. */
class OperationIT {
  @TempDir Path folder;

  private Program postern(Server server, String... words) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of(words));
    all.addAll(List.of("--home", server.home().toString()));
    return server.postern(all.toArray(String[]::new));
  }

  @Test
  void aMovedPortIsThereAfterARestartAndARefusedOneStays() throws Exception {
    try (Server server = Server.init(folder)) {
      server.start();
      Path conf = folder.resolve("conf/org.postern.net.json");
      String port = Integer.toString(server.port(210));
      postern(server, "listeners", "change", "pop3", "--port", port).expect(0);
      String written = Files.readString(conf);
      assertTrue(written.contains("pop3=" + port), written);
      greets(server.port(210));
      String taken = Integer.toString(server.port(25));
      Program refused = postern(server, "listeners", "change", "pop3", "--port", taken);
      assertTrue(refused.exit() != 0 && refused.output().contains(taken), refused.output());
      assertEquals(written, Files.readString(conf));
      greets(server.port(210));
      server.stop();
      server.start();
      greets(server.port(210));
      server.stop();
    }
  }

  private static void greets(int port) throws Exception {
    try (Wire pop = new Wire(port)) {
      Wire.expect(pop.read(), "+OK");
    }
  }

  @Test
  void whatOnlyTheComponentRefusesIsRefusedWhenItIsSavedByHandAndAtAStart() throws Exception {
    try (Server server = Server.init(folder)) {
      Path conf = folder.resolve("conf/org.postern.net.json");
      String good = Files.readString(conf);
      server.start();
      String bad = good.replace("\"127.0.0.1\"", "\"localhost\"");
      assertNotEquals(good, bad);
      Files.writeString(conf, bad);
      told(server);
      server.stop();
      // Still wrong at the next start: the last good ones are in force all the same.
      server.start();
      told(server);
      greets(server.port(110));
      server.stop();
    }
  }

  private void told(Server server) throws Exception {
    Await.until(
        "the refusal in the status",
        java.time.Duration.ofSeconds(20),
        () -> {
          String status = postern(server, "status").output();
          return status.contains("org.postern.net.json:") && status.contains("last good");
        });
  }

  @Test
  void everyLineOfAJsonLogIsOneObjectAlsoWithAStackTrace() throws Exception {
    try (Server server = Server.init(folder)) {
      Files.writeString(
          folder.resolve("conf/postern.json"),
          "{\"features\": [\"base\"], \"logFormat\": \"json\", \"logLevel\": \"debug\"}");
      server.start();
      postern(server, "status");
      server.stop();
    }
    int traces = 0;
    List<String> lines = Files.readAllLines(folder.resolve("logs/postern.log"));
    assertFalse(lines.isEmpty());
    for (String line : lines) {
      try (var reader = Json.createReader(new StringReader(line))) {
        JsonObject entry = reader.readObject();
        assertTrue(entry.containsKey("timestamp") && entry.containsKey("level"), line);
        traces += entry.containsKey("throwable") ? 1 : 0;
      }
    }
    assertTrue(traces > 0, "no stack trace among " + lines.size() + " lines");
  }

  @Test
  void recoverMakesANewTokenWhileTheServerRuns() throws Exception {
    try (Server server = Server.init(folder)) {
      server.start();
      Path token = folder.resolve("conf/admin.token");
      String before = Files.readString(token);
      postern(server, "recover").expect(0);
      assertNotEquals(before, Files.readString(token));
      postern(server, "domain", "list").expect(0);
      Files.writeString(token, before);
      assertTrue(postern(server, "domain", "list").exit() != 0, "the old token is taken");
      server.stop();
    }
  }

  @Test
  void aRestoreInPlaceKeepsWhatWasThere() throws Exception {
    Path home = folder.resolve("home");
    Path backup = folder.resolve("backup");
    try (Server server = Server.init(home)) {
      server.start();
      postern(server, "backup", backup.toString()).expect(0);
      postern(server, "domain", "add", "later.test").expect(0);
      Program running = postern(server, "restore", backup.toString(), "--replace");
      assertTrue(running.exit() != 0, "restored under a running server");
      server.stop();
      assertTrue(postern(server, "restore", backup.toString()).exit() != 0, "without --replace");
      postern(server, "restore", backup.toString(), "--replace").expect(0);
      try (var kept = Files.newDirectoryStream(home, "data.before-*")) {
        assertTrue(kept.iterator().hasNext(), "what was there is gone");
      }
      server.start();
      assertFalse(postern(server, "domain", "list").expect(0).output().contains("later.test"));
      server.stop();
    }
  }
}
