package org.postern.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.postern.launcher.Distribution;
import org.postern.launcher.Home;
import org.postern.launcher.HomeLock;
import org.postern.launcher.LaunchException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A server in the background: start, stop, restart and status. */
final class BackgroundCommands {
  private static final long POLL_MILLIS = 50;

  private BackgroundCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      name = "start",
      description = "Starts the server in the background and waits until it is ready.",
      footer = {"", "Example:", "  postern start --home /srv/mail"})
  static final class Start implements Callable<Integer> {
    @Mixin private Target target;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "60",
        description = "How long to wait for it. Default: ${DEFAULT-VALUE}.")
    private int wait;

    @Override
    public Integer call() throws Exception {
      start(target, wait);
      return Exit.OK;
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "stop",
      description = "Stops the server; sessions get up to 10 s to end.",
      footer = {"", "Example:", "  postern stop --home /srv/mail"})
  static final class Stop implements Callable<Integer> {
    @Mixin private Target target;

    @Override
    public Integer call() throws Exception {
      if (!stop(target)) {
        throw new Failure(
            Exit.NOT_RUNNING, "Postern does not run on " + target.home().folder() + ".");
      }
      return Exit.OK;
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "restart",
      description = "Stops the server if it runs, then starts it.",
      footer = {"", "Example:", "  postern restart --home /srv/mail"})
  static final class Restart implements Callable<Integer> {
    @Mixin private Target target;

    @Override
    public Integer call() throws Exception {
      stop(target);
      start(target, 60);
      return Exit.OK;
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "status",
      description = {
        "Says whether the server runs, since when, on which ports, and what is wrong.",
        "Ends with 0 when all is well, 1 when something is not, 3 when it does not run."
      },
      footer = {"", "Example:", "  postern status --home /srv/mail"})
  static final class Status implements Callable<Integer> {
    @Mixin private Target target;

    @Override
    public Integer call() throws Exception {
      Home home = target.home();
      if (!HomeLock.isTaken(home)) {
        throw new Failure(
            Exit.NOT_RUNNING,
            (home.prepared() ? "Postern does not run on " : "There is no home of Postern in ")
                + home.folder()
                + ".");
      }
      Api api = target.api();
      JsonObject server = api.get("/server").object();
      JsonObject health = api.get("/server/health").object();
      List<JsonObject> listeners = api.list("/listeners", Map.of(), Integer.MAX_VALUE);
      boolean well = health.getString("status").equals("ok");
      if (target.json()) {
        var all =
            jakarta.json.Json.createObjectBuilder().add("server", server).add("health", health);
        var ports = jakarta.json.Json.createArrayBuilder();
        listeners.forEach(ports::add);
        target.print(all.add("listeners", ports).build());
        return well ? Exit.OK : Exit.ERROR;
      }
      OptionalLong pid = HomeLock.holder(home);
      target
          .out()
          .println(
              "Postern "
                  + server.getString("version")
                  + " runs"
                  + (pid.isPresent() ? " as process " + pid.getAsLong() : "")
                  + " since "
                  + server.getString("startedAt")
                  + ", home "
                  + home.folder());
      Table.of(listeners, "id", "address", "port", "security", "open", "connections")
          .print(target.out());
      if (!well) {
        target.out().println("Not all is well:");
        health.getJsonArray("components").stream()
            .map(JsonValue::asJsonObject)
            .filter(component -> !component.getString("status").equals("ok"))
            .forEach(
                component ->
                    target
                        .out()
                        .println(
                            "  "
                                + component.getString("id")
                                + " "
                                + component.getString("status")
                                + ": "
                                + component.getString("detail", "")));
      }
      return well ? Exit.OK : Exit.ERROR;
    }
  }

  private static void start(Target target, int seconds)
      throws Failure, IOException, LaunchException, InterruptedException {
    Home home = target.home();
    if (!home.prepared()) {
      throw new Failure(
          home.folder()
              + " is not a home of Postern. Prepare it with: postern init --home "
              + home.folder()
              + " --domain YOUR.DOMAIN");
    }
    if (HomeLock.isTaken(home)) {
      OptionalLong pid = HomeLock.holder(home);
      throw new Failure(
          "Postern already runs on "
              + home.folder()
              + (pid.isPresent() ? " as process " + pid.getAsLong() : "")
              + ".");
    }
    requireFreePort(home);
    home.makeFolders();
    Path console = home.logs().resolve("console.log");
    long before = Files.exists(console) ? Files.size(console) : 0;
    Process server =
        new ProcessBuilder(command(home))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
            .start();
    Api api = target.api();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (!ready(api)) {
      if (!server.isAlive()) {
        throw new Failure(
            "The server did not start:" + System.lineSeparator() + tail(console, before));
      }
      if (System.nanoTime() > end) {
        throw new Failure(
            "The server (process "
                + server.pid()
                + ") is not ready after "
                + seconds
                + " s; it goes on trying. Look at "
                + home.logs()
                + " and at: postern status --home "
                + home.folder());
      }
      Thread.sleep(POLL_MILLIS);
    }
    target.out().println("Postern runs as process " + server.pid() + ", home " + home.folder());
    Table.of(
            api.list("/listeners", Map.of(), Integer.MAX_VALUE),
            "id",
            "address",
            "port",
            "security",
            "open",
            "reason")
        .print(target.out());
    target.out().println("Administration: " + api.server());
  }

  /** Whatever answers there now would be taken for this server, and be given its token. */
  private static void requireFreePort(Home home) throws Failure {
    URI address = Target.address(home);
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(address.getHost(), address.getPort()), 1000);
    } catch (IOException free) {
      return; // nobody listens
    }
    throw new Failure(
        "Port "
            + address.getPort()
            + " on "
            + address.getHost()
            + ", where this server is administered, is in use by another program. Stop that one,"
            + " or choose other ports: portBase in "
            + home.conf().resolve("org.postern.net.json"));
  }

  /** In a session of its own, so that closing the terminal does not end it. */
  private static List<String> command(Home home) throws LaunchException {
    List<String> command = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (command.isEmpty() && Files.isExecutable(Path.of(folder, "setsid"))) {
        command.add(Path.of(folder, "setsid").toString());
      }
    }
    command.add(Distribution.ofThisProgram().folder().resolve("bin/postern").toString());
    command.addAll(List.of("run", "--quiet", "--home", home.folder().toString()));
    return command;
  }

  private static boolean ready(Api api) throws Failure {
    try {
      HttpResponse<String> answer = api.send("GET", "/health/ready", Optional.empty(), Map.of());
      return answer.statusCode() == 200;
    } catch (Failure notYet) {
      if (notYet.exitCode() == Exit.USAGE) {
        throw notYet;
      }
      return false;
    }
  }

  private static String tail(Path console, long from) throws IOException {
    try (FileChannel channel = FileChannel.open(console, StandardOpenOption.READ)) {
      byte[] bytes = new byte[(int) Math.min(channel.size() - from, 8192)];
      channel.read(java.nio.ByteBuffer.wrap(bytes), channel.size() - bytes.length);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    }
  }

  /** False when it does not run. */
  private static boolean stop(Target target) throws Failure, IOException, InterruptedException {
    Home home = target.home();
    if (!HomeLock.isTaken(home)) {
      return false;
    }
    OptionalLong pid = HomeLock.holder(home);
    Optional<ProcessHandle> process =
        pid.isPresent() ? ProcessHandle.of(pid.getAsLong()) : Optional.empty();
    if (process.isEmpty()) {
      throw new Failure(
          "Something has locked " + home.folder() + " but does not say which process it is.");
    }
    if (!process.get().destroy()) {
      throw new Failure(
          "Process "
              + pid.getAsLong()
              + " cannot be stopped by this user; try as the one that runs it.");
    }
    long end = System.nanoTime() + 15_000_000_000L;
    while (HomeLock.isTaken(home) && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
    if (HomeLock.isTaken(home)) {
      throw new Failure(
          "Process "
              + pid.getAsLong()
              + " has not stopped after 15 s. End it with: kill -9 "
              + pid.getAsLong());
    }
    target.out().println("Postern stopped.");
    return true;
  }
}
