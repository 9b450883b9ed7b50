package org.postern.net.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An {@link Echo} server in a Java of its own, whose memory can be told apart from the test's. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Path log;
  private final int plainPort;
  private final int tlsPort;

  ServerProcess(Path tls) throws IOException {
    this(tls, "unlimited", 0);
  }

  /**
   * @param openFiles the limit of open files
   * @param hogged how many of them something else holds until {@link #heap} is asked for
   */
  ServerProcess(Path tls, String openFiles, int hogged) throws IOException {
    log = tls.resolveSibling(tls.getFileName() + ".log");
    process =
        new ProcessBuilder(
                List.of(
                    "/bin/sh",
                    "-c",
                    (openFiles.equals("unlimited") ? "" : "ulimit -n " + openFiles + "; ")
                        + "exec \"$@\"",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ServerProcess.class.getName(),
                    tls.toString(),
                    Integer.toString(hogged)))
            .redirectError(log.toFile())
            .start();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String[] ports = answers.readLine().split(" ");
    plainPort = Integer.parseInt(ports[0]);
    tlsPort = Integer.parseInt(ports[1]);
  }

  boolean logged(String part) {
    try {
      return Files.readString(log).contains(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int plainPort() {
    return plainPort;
  }

  int tlsPort() {
    return tlsPort;
  }

  /** Octets of live objects, after a collection. */
  long heap() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Long.parseLong(answers.readLine());
  }

  /** Octets of memory that the process holds. */
  long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
  }

  /** The process itself: prints its ports, then the heap in use for each line it reads. */
  public static void main(String[] arguments) throws IOException {
    List<InputStream> hogged = new ArrayList<>();
    try (NetServer server =
        new NetServer(
            NetSettings.loopback(), Path.of(arguments[0]), Optional::empty, Optional::empty)) {
      server.add(new Echo());
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        hogged.add(Files.newInputStream(Path.of("/dev/null")));
      }
      print(server.port("echo") + " " + server.port("echos"));
      while (System.in.read() >= 0) {
        for (InputStream file : hogged) {
          file.close();
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        print(Long.toString(runtime.totalMemory() - runtime.freeMemory()));
      }
    }
  }

  private static void print(String line) {
    try {
      System.out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      System.out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
