package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Counts the invocations of a method in another process, by the JDK's own method timing (JEP 520).
 */
final class InvocationCount {
  private static final String EVENT = "jdk.MethodTiming";
  private static final String NAME = "bench-count";

  private final long pid;
  private final Path folder;

  private InvocationCount(long pid, Path folder) {
    this.pid = pid;
    this.folder = folder;
  }

  /** Counts from now on. */
  static InvocationCount begin(long pid, String method, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Recorder.jcmd(pid, "JFR.start", "name=" + NAME, "settings=default", "method-timing=" + method);
    return new InvocationCount(pid, folder);
  }

  /** The invocations so far. */
  long read() throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "count", ".jfr");
    try {
      Recorder.jcmd(pid, "JFR.dump", "name=" + NAME, "filename=" + file.toAbsolutePath());
      // Each chunk of the recording tells the sums up to its end: of each method its greatest one.
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(EVENT))
          .collect(
              Collectors.toMap(
                  InvocationCount::method, event -> event.getLong("invocations"), Math::max))
          .values()
          .stream()
          .mapToLong(Long::longValue)
          .sum();
    } finally {
      Files.delete(file);
    }
  }

  private static String method(RecordedEvent event) {
    RecordedMethod method = event.getValue("method");
    return method.getName() + method.getDescriptor();
  }

  /** Counts no longer. */
  void end() throws IOException, InterruptedException {
    Recorder.jcmd(pid, "JFR.stop", "name=" + NAME);
  }
}
