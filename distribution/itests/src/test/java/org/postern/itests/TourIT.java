package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour works as it is printed, line by line, but for the home and the ports. */
final class TourIT {
  private static final Pattern TOUR =
      Pattern.compile("## A tour.*?```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:10(\\d{3})");

  @Test
  void everyLineOfTheReadme(@TempDir Path folder) throws Exception {
    Program.require("curl", "curl");
    Server server = Server.shared();
    Matcher tour = TOUR.matcher(Files.readString(Path.of("../../README.md")));
    assertTrue(tour.find(), "the README has a tour");
    String script =
        PORT.matcher(tour.group(1))
            .replaceAll(port -> "127.0.0.1:" + server.port(Integer.parseInt(port.group(1))))
            .replaceFirst(
                "(?m)^export PATH=.*$",
                Matcher.quoteReplacement(
                    "set -eu; cd "
                        + folder
                        + "; export PATH='"
                        + Server.DISTRIBUTION.resolve("bin")
                        + "':$PATH POSTERN_HOME='"
                        + server.home()
                        + "'"));
    Program ran = Program.run(script, List.of("bash"));
    assertEquals(0, ran.exit(), script + "\n" + ran.output());
    assertTrue(ran.output().contains("First mail."), ran.output());
    assertTrue(ran.output().contains("alice@example.test"), ran.output());
  }
}
