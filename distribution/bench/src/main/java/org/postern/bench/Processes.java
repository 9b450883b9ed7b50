package org.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a process and its children use, as Linux tells. */
final class Processes {
  private static final double TICKS_PER_SECOND = 100;

  private Processes() {}

  private static List<ProcessHandle> family(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
        .toList();
  }

  private static long sum(long pid, ToLongFunction<ProcessHandle> figure) {
    return family(pid).stream().mapToLong(figure).sum();
  }

  /** Seconds of processor time so far, with those of children that have ended. */
  static double cpuSeconds(long pid) {
    return sum(pid, Processes::ticks) / TICKS_PER_SECOND;
  }

  private static long ticks(ProcessHandle process) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks;
    } catch (IOException e) {
      return 0; // it has ended meanwhile
    }
  }

  /** Memory in KiB, with each page shared among processes counted once (PSS). */
  static long memoryKib(long pid) {
    return sum(pid, Processes::pss);
  }

  private static long pss(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0; // it has ended meanwhile
    }
  }
}
