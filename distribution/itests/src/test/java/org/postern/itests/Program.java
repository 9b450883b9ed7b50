package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program that ran to its end printed.
 *
 * @param output standard output and error, in order
 */
record Program(int exit, String output) {

  static Program run(String input, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("program", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(out.toFile()))
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It may end without reading: its output tells why.
      }
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end: " + Files.readString(out));
      }
      return new Program(
          process.exitValue(), new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1));
    } finally {
      Files.delete(out);
    }
  }

  Program expect(int status) {
    assertEquals(status, exit, output);
    return this;
  }

  /**
   * Skips a test whose real client is not on this machine. Continuous integration installs them all
   * and forbids this by POSTERN_NO_SKIP.
   */
  static void require(String program, String debianPackage) {
    boolean there =
        List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!there) {
      String message = program + " is not installed: apt-get install " + debianPackage;
      if (System.getenv("POSTERN_NO_SKIP") != null) {
        throw new AssertionError(message);
      }
      abort(message);
    }
  }
}
