package org.postern.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Postern as it is shipped, in production settings, with a home of its own. */
final class Postern implements Server {
  private static final Duration BOOT = Duration.ofSeconds(120);
  private static final List<Integer> PORTS = List.of(25, 24, 465, 587, 110, 995, 80);

  private final Path distribution;
  private final Path home;
  private final int portBase;
  private Process process;

  Postern(Path distribution, Path home, int portBase) {
    this.distribution = distribution;
    this.home = home;
    this.portBase = portBase;
  }

  @Override
  public String name() {
    return "postern";
  }

  Path home() {
    return home;
  }

  /** Prepares the home and its accounts, unless an earlier run did. */
  void prepare() throws IOException, InterruptedException {
    Path prepared = home.resolve("bench.prepared");
    if (Files.exists(prepared)) {
      return;
    }
    Commands.delete(home);
    Commands.run(
        List.of(
            program(),
            "init",
            "--home",
            home.toString(),
            "--domain",
            "example.test",
            "--listen",
            "127.0.0.1",
            "--port-base",
            Integer.toString(portBase)),
        Map.of());
    start();
    String token = Files.readString(home.resolve("conf/admin.token")).strip();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 1; i <= USERS; i++) {
        add(client, token, Server.user(i));
      }
    }
    stop();
    Files.createFile(prepared);
  }

  private void add(HttpClient client, String token, String address)
      throws IOException, InterruptedException {
    String account =
        "{\"address\":\"" + address + "\",\"password\":\"" + PASSWORD + "\",\"name\":\"\"}";
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(api("/accounts"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(account))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 201) {
      throw new IOException("account " + address + ": " + response.body());
    }
  }

  private String program() {
    return distribution.resolve("bin/postern").toString();
  }

  @Override
  public void start() throws IOException, InterruptedException {
    launch();
    awaitPorts();
  }

  /** Starts the process, as the service does, and does not wait. */
  void launch() throws IOException {
    process =
        new ProcessBuilder(program(), "run", "--quiet", "--home", home.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("bench.log").toFile()))
            .start();
  }

  /** Waits until every port is open and the REST API says that all is well. */
  void awaitPorts() throws IOException, InterruptedException {
    for (int port : PORTS) {
      Commands.awaitPort(portBase + port, BOOT);
      if (!process.isAlive()) {
        throw new IOException("postern ended at once; see " + home.resolve("bench.log"));
      }
    }
    long deadline = System.nanoTime() + BOOT.toNanos();
    while (!healthy()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("no good answer from " + api("/health/ready") + " after " + BOOT);
      }
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  /** Asks in the plainest way, since starting a client for it would count as Postern's time. */
  private boolean healthy() {
    try (Wire http = new Wire(portBase + 80, 1024)) {
      http.write("GET /api/v1/health/ready HTTP/1.0\r\n\r\n");
      http.readLine();
      return http.line().contains(" 200 ");
    } catch (IOException e) {
      return false; // it is about to open
    }
  }

  private URI api(String path) {
    return URI.create("http://127.0.0.1:" + (portBase + 80) + "/api/v1" + path);
  }

  @Override
  public void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      process = null;
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public int port(Service service) {
    return portBase
        + switch (service) {
          case POP3 -> 110;
          case SMTP -> 25;
          case LMTP -> 24;
        };
  }
}
