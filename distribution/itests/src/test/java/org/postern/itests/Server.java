package org.postern.itests;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A server from the assembled distribution, in a process and a home of its own. */
final class Server implements AutoCloseable {
  static final Path DISTRIBUTION =
      Path.of(System.getProperty("postern.distribution")).toAbsolutePath().normalize();
  static final String DOMAIN = "example.test";
  static final String PASSWORD = "a long enough secret";

  private final Path home;
  private final int portBase;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private Process process;

  private Server(Path home, int portBase) {
    this.home = home;
    this.portBase = portBase;
  }

  /** A home made by {@code postern init}, not running yet. */
  static Server init(Path home) throws Exception {
    Server server = new Server(home, freePortBase());
    server
        .postern(
            "init",
            "--home",
            home.toString(),
            "--domain",
            DOMAIN,
            "--listen",
            "127.0.0.1",
            "--port-base",
            Integer.toString(server.portBase))
        .expect(0);
    return server;
  }

  /** The one server that all test classes share; it stops with the JVM. */
  static Server shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final Server SERVER = start();

    private static Server start() {
      try {
        Server server =
            Server.init(Files.createTempDirectory(Path.of("target"), "home").toAbsolutePath());
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
      } catch (Exception e) {
        throw new IllegalStateException("the shared server does not start", e);
      }
    }
  }

  Path home() {
    return home;
  }

  int port(int standard) {
    return portBase + standard;
  }

  /** Runs the server in the foreground of a child process until it is ready. */
  void start() throws Exception {
    launch();
    Await.until(
        "the server to be ready",
        Duration.ofSeconds(60),
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(
                "ended: " + Files.readString(home.resolve("console.log")));
          }
          return ready();
        });
  }

  /** The same without waiting for it. */
  void launch() throws IOException {
    process =
        new ProcessBuilder(
                DISTRIBUTION.resolve("bin/postern").toString(), "run", "--home", home.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("console.log").toFile()))
            .start();
  }

  /** Waits for a server that something else runs on this home. */
  void awaitReady() throws Exception {
    Await.until("the server to be ready", Duration.ofSeconds(60), this::ready);
  }

  private boolean ready() {
    try {
      return http.send(
                  HttpRequest.newBuilder(url("/api/v1/health/ready"))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  /** The memory that the process has now. */
  long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        * 1024;
  }

  /** kill -9, and no more: what was acknowledged has to be there afterwards. */
  void kill() throws Exception {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, and the end within 15 s. */
  void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(15, SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("did not stop within 15 s of SIGTERM");
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(15, SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
  }

  // REST

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + port(80) + path);
  }

  String token() throws IOException {
    return Files.readString(home.resolve("conf/admin.token")).strip();
  }

  HttpResponse<String> call(String method, String path, String json, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url("/api/v1" + path))
            .header("Authorization", "Bearer " + token())
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    if (json != null) {
      request.header(
          "Content-Type",
          method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
    }
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a body of plain text. */
  HttpResponse<String> text(String method, String path, String text) throws Exception {
    return http.send(
        HttpRequest.newBuilder(url("/api/v1" + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "text/plain")
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.ofString(text))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return call("GET", path, null, Map.of());
  }

  /** Adds an account with {@link #PASSWORD} and answers its address. */
  String account(String local) throws Exception {
    String address = local + "@" + DOMAIN;
    HttpResponse<String> response =
        call(
            "POST",
            "/accounts",
            "{\"address\":\"%s\",\"password\":\"%s\",\"name\":\"%s\"}"
                .formatted(address, PASSWORD, local),
            Map.of());
    if (response.statusCode() != 201) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return address;
  }

  // Processes

  /** Runs the command line of the distribution. */
  Program postern(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(DISTRIBUTION.resolve("bin/postern").toString()));
    command.addAll(List.of(arguments));
    return Program.run("", command);
  }

  /** Runs the vendor's tool of the distribution. */
  static Program licenseTool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(DISTRIBUTION.resolve("bin/license-tool").toString()));
    command.addAll(List.of(arguments));
    return Program.run("", command);
  }

  /** A base whose ports are all free, below the ephemeral range. */
  private static int freePortBase() {
    for (int attempt = 0; attempt < 200; attempt++) {
      int base = ThreadLocalRandom.current().nextInt(11_000, 31_000);
      if (List.of(24, 25, 80, 110, 143, 443, 465, 587, 993, 995).stream()
          .allMatch(port -> free(base + port))) {
        return base;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
