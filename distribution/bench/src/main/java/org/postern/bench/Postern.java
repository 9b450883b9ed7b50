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
  private static final List<Integer> GATED_PORTS = List.of(143, 993);

  private final Path distribution;
  private final Path home;
  private final int portBase;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private boolean licensed;

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
    for (int i = 1; i <= USERS; i++) {
      add(Server.user(i));
    }
    stop();
    Files.createFile(prepared);
  }

  private Path license() {
    return home.resolve("bench.lic");
  }

  /** Installs a license from the demo vendor, which a build without a vendor's trust takes. */
  void installLicense() throws IOException, InterruptedException {
    if (!Files.exists(license())) {
      Commands.run(
          List.of(
              distribution.resolve("bin/license-tool").toString(),
              "issue",
              "--demo",
              "--edition",
              "pro",
              "--customer",
              "Postern bench",
              "--out",
              license().toString()),
          Map.of());
    }
    call("PUT", "/license?acknowledge=true", "text/plain", Files.readString(license()), 200);
    licensed = true;
  }

  void removeLicense() throws IOException, InterruptedException {
    licensed = false;
    call("DELETE", "/license?acknowledge=true", "text/plain", "", 200);
  }

  /** Waits until the REST API can install a license, which may be a moment after its start. */
  void awaitLicensing() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + BOOT.toNanos();
    while (send("GET", "/license", "text/plain", "").statusCode() != 200) {
      if (System.nanoTime() > deadline) {
        throw new IOException("no good answer from " + api("/license") + " after " + BOOT);
      }
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  private void call(String method, String path, String type, String body, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, path, type, body);
    if (response.statusCode() != expected) {
      throw new IOException(method + " " + path + ": " + response.body());
    }
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(api(path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", type)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String token() throws IOException {
    return Files.readString(home.resolve("conf/admin.token")).strip();
  }

  private void add(String address) throws IOException, InterruptedException {
    String account =
        "{\"address\":\"" + address + "\",\"password\":\"" + PASSWORD + "\",\"name\":\"\"}";
    call("POST", "/accounts", "application/json", account, 201);
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
    if (licensed) {
      for (int port : GATED_PORTS) {
        Commands.awaitPort(portBase + port, BOOT);
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
          case IMAP -> 143;
        };
  }
}
