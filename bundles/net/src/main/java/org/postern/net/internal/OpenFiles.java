package org.postern.net.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many file descriptors the process may have, as far as {@code /proc} tells. */
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /** Kept for mail files, the directory, jars and logs. */
  private static final int RESERVE = 512;

  private OpenFiles() {}

  /** How many connections that leaves room for. */
  static int connections() {
    long limit = limit();
    long left = Math.max(limit - RESERVE, limit / 2);
    if (left < 10_000) {
      LOG.warn(
          "the limit of open files is {}: no more than {} connections; raise it (ulimit -n,"
              + " LimitNOFILE=)",
          limit,
          left);
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private static long limit() {
    try {
      List<String> limits = Files.readAllLines(Path.of("/proc/self/limits"));
      for (String line : limits) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
          return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      LOG.debug("the limit of open files is not known", e); // not Linux
    }
    return Integer.MAX_VALUE;
  }
}
