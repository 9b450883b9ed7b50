package org.postern.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Passwords come from a prompt or from standard input, never from the command line. */
final class Secrets {
  /** Longer than any password that is taken. */
  private static final int MAX = 4096;

  private Secrets() {}

  /** A new password: asked for twice on a terminal, else the first line of standard input. */
  static String newPassword(InputStream in) throws Failure {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return firstLine(in);
    }
    char[] first = console.readPassword("New password: ");
    char[] again = first == null ? null : console.readPassword("Again: ");
    if (again == null || !Arrays.equals(first, again)) {
      throw new Failure("The two are not the same; nothing was changed.");
    }
    return new String(first);
  }

  static String firstLine(InputStream in) throws Failure {
    try {
      byte[] bytes = in.readNBytes(MAX);
      String line = new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (line.isEmpty()) {
        throw new Failure(
            Exit.USAGE,
            "No password on standard input. Give it as: printf '%s\\n' \"$PASSWORD\" | postern ...");
      }
      return line;
    } catch (IOException e) {
      throw new Failure("The password cannot be read: " + e.getMessage());
    }
  }
}
