package org.postern.license.tool;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where passphrases come from: the terminal, or a file; never the command line. */
final class Passphrases {
  static final Passphrases NONE = new Passphrases();

  /** Shorter ones are guessed. */
  private static final int SHORTEST = 12;

  private static final int MOST = 4096;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "Reads the passphrase of private keys from the first line of FILE (- for standard input)"
              + " instead of asking on the terminal.")
  private String file;

  /** What was read or answered already, by key: standard input can be read only once. */
  private final Map<String, char[]> known = new HashMap<>();

  /**
   * The same, or from another file.
   *
   * @param other null for the same
   */
  Passphrases orElsewhere(String other) {
    if (other == null) {
      return this;
    }
    Passphrases elsewhere = new Passphrases();
    elsewhere.file = other;
    return elsewhere;
  }

  /** The passphrase of a key that is there. */
  char[] of(String name) throws IOException, Failure {
    char[] passphrase = known.get(file != null ? file : name);
    if (passphrase == null) {
      passphrase = file != null ? fromFile() : ask("Passphrase of " + name + ": ");
      known.put(file != null ? file : name, passphrase);
    }
    return passphrase;
  }

  /** A passphrase for a new key, asked for twice on a terminal. */
  char[] chosen(String name) throws IOException, Failure {
    char[] chosen;
    if (file != null) {
      chosen = of(name);
    } else {
      chosen = ask("New passphrase of " + name + ": ");
      if (!Arrays.equals(chosen, ask("Again: "))) {
        throw new Failure("The two are not the same; nothing was made.");
      }
    }
    if (chosen.length < SHORTEST) {
      throw new Failure("A passphrase has " + SHORTEST + " characters at least; nothing was made.");
    }
    return chosen;
  }

  private static char[] ask(String prompt) throws Failure {
    Console console = System.console();
    char[] answer =
        console == null || !console.isTerminal() ? null : console.readPassword("%s", prompt);
    if (answer == null) {
      throw new Failure("There is no terminal to ask on: give --passphrase-file FILE");
    }
    return answer;
  }

  private char[] fromFile() throws IOException, Failure {
    byte[] octets =
        file.equals("-") ? System.in.readNBytes(MOST) : Files.readAllBytes(Path.of(file));
    return new String(octets, StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .filter(it -> !it.isEmpty())
        .orElseThrow(() -> new Failure("The first line of " + file + " is empty"))
        .toCharArray();
  }
}
