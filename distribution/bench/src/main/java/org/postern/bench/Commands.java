package org.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs other programs and waits for ports. */
final class Commands {
  private Commands() {}

  /**
   * Runs a command to its end.
   *
   * @return what it wrote to standard output
   * @throws IOException with what it said when it fails
   */
  static String run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("bench", ".log");
    try {
      // Into a file, since a daemon that it leaves behind would keep a pipe open.
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(said.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      int status = builder.start().waitFor();
      String output = Files.readString(said, StandardCharsets.UTF_8);
      if (status != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + output.strip());
      }
      return output;
    } finally {
      Files.delete(said);
    }
  }

  /** Waits until something listens on a port of loopback. */
  static void awaitPort(int port, Duration atMost) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!listens(port)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("nothing listens on port " + port + " after " + atMost);
      }
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        files
            .sorted(java.util.Comparator.reverseOrder())
            .forEach(
                file -> {
                  try {
                    Files.delete(file);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
      }
    }
  }
}
