package org.postern.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.BundleException;

/** One run of the server on a home, from the lock to the last bundle stopped. */
public final class Server {
  /** A server that was told to stop is gone within 10 s, drained or not. */
  private static final long STOP_MILLIS = 9_000;

  private final Distribution distribution;
  private final Home home;
  private final PrintStream out;
  private final PrintStream err;

  public Server(Distribution distribution, Home home, PrintStream out, PrintStream err) {
    this.distribution = distribution;
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs until SIGTERM or SIGINT.
   *
   * @param console whether log lines go to standard output too
   * @throws LaunchException when it cannot start
   */
  public void run(boolean console) throws LaunchException {
    Optional<String> obstacle = home.obstacle();
    if (obstacle.isPresent()) {
      throw new LaunchException(obstacle.get());
    }
    if (!home.prepared()) {
      throw new LaunchException(
          home.folder()
              + " is not a home of Postern. Prepare it with: postern init --home "
              + home.folder()
              + " --domain YOUR.DOMAIN");
    }
    try {
      home.makeFolders();
    } catch (IOException e) {
      throw new LaunchException("The home cannot be written: " + e, e);
    }
    try {
      Optional<HomeLock> lock = HomeLock.take(home);
      if (lock.isEmpty()) {
        String holder =
            HomeLock.holder(home).isPresent()
                ? "process " + HomeLock.holder(home).getAsLong()
                : "another process";
        throw new LaunchException(
            "Postern already runs on "
                + home.folder()
                + " ("
                + holder
                + "). Stop it with: postern stop --home "
                + home.folder());
      }
      try (HomeLock held = lock.get()) {
        runLocked(console, held);
      }
    } catch (IOException e) {
      throw new LaunchException("The home cannot be written: " + e, e);
    }
  }

  private void runLocked(boolean console, HomeLock lock) throws LaunchException, IOException {
    home.empty();
    List<LauncherSettings.Refused> refused = new ArrayList<>();
    LauncherSettings settings = LauncherSettings.read(home, refused::add);
    refused.forEach(err::println);
    Plan plan = Plan.read(distribution.features(), settings.features());
    configureLogging(settings, console);
    // The native library of SQLite is unpacked here; a killed process leaves one behind.
    System.setProperty("org.sqlite.tmpdir", home.tmp().toString());
    Container container = new Container(plan, home, refused);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> terminate(container, lock), "postern-stop"));
    try {
      container.start(plan.bundles(), distribution);
      container
          .failures()
          .forEach((bundle, reason) -> err.println("Bundle " + bundle + " not started: " + reason));
      out.printf(
          Locale.ROOT,
          "Postern %s is up after %.1f s, home %s%n",
          Distribution.version(),
          ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
          home.folder());
      container.waitUntilStopped();
    } catch (BundleException e) {
      throw new LaunchException("The container did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What SIGTERM and SIGINT lead to: all bundles stop, then the home is let go. */
  private void terminate(Container container, HomeLock lock) {
    try {
      if (!container.stop(STOP_MILLIS)) {
        err.println("Not everything stopped within 10 s; ending all the same.");
      }
      lock.close();
    } catch (BundleException | IOException e) {
      err.println("Did not stop in good order: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void configureLogging(LauncherSettings settings, boolean console) {
    Path own = home.conf().resolve("logback.xml");
    Path file =
        Files.exists(own)
            ? own
            : distribution
                .conf()
                .resolve(
                    "logback-" + settings.logFormat().name().toLowerCase(Locale.ROOT) + ".xml");
    // Logback takes its variables from system properties.
    System.setProperty("postern.logs", home.logs().toString());
    System.setProperty("postern.log.level", settings.logLevel());
    System.setProperty("postern.log.console", console ? "ALL" : "OFF");
    System.setProperty("org.ops4j.pax.logging.StaticLogbackFile", file.toString());
  }
}
