package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Records a Java server with JDK Flight Recorder while it is measured. */
final class Recorder {
  /** JEP 509: samples by processor time, also in native code and in virtual threads. */
  private static final String CPU_TIME = "jdk.CPUTimeSample#enabled=true";

  private final Path folder;

  Recorder(Path folder) {
    this.folder = folder;
  }

  /** Begins a recording of the process; the file is complete when it is closed. */
  Recording begin(long pid, String name) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".jfr").toAbsolutePath();
    jcmd(pid, "JFR.start", "name=" + name, "settings=profile", CPU_TIME, "filename=" + file);
    return new Recording(pid, name, file);
  }

  static void jcmd(long pid, String... arguments) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> command = new java.util.ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
    command.addAll(List.of(arguments));
    Commands.run(command, Map.of());
  }

  /** A recording that runs. */
  record Recording(long pid, String name, Path file) {
    void end() throws IOException, InterruptedException {
      jcmd(pid, "JFR.stop", "name=" + name);
    }
  }
}
