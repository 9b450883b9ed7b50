package org.postern.license.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The command line as a person uses it, in a folder of its own. */
final class Tool {
  final Path folder;
  String out = "";
  String err = "";

  Tool(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
  }

  /** Runs a command without keys. */
  int run(String... args) {
    StringWriter stdout = new StringWriter();
    StringWriter stderr = new StringWriter();
    CommandLine line =
        Main.commandLine().setOut(new PrintWriter(stdout)).setErr(new PrintWriter(stderr));
    final int exit = line.execute(args);
    out = stdout.toString();
    err = stderr.toString();
    return exit;
  }

  /** Runs a command of the vendor in this folder. */
  int vendor(String... args) {
    return with("passphrase", args);
  }

  int with(String passphraseFile, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--vendor", folder.resolve("vendor").toString()));
    if (!args[0].equals("ledger")) {
      all.addAll(List.of("--passphrase-file", folder.resolve(passphraseFile).toString()));
    }
    return run(all.toArray(String[]::new));
  }

  /** A vendor with a key that is trusted. */
  Tool ready() {
    require(vendor("root-init", "--id", "acme-root", "--name", "Acme Inc."));
    require(vendor("key-new", "acme-2027"));
    require(vendor("trust-build"));
    return this;
  }

  /** Issues a license into a file and returns its path. */
  String issue(String name, String... more) {
    List<String> args =
        new ArrayList<>(List.of("issue", "--edition", "pro", "--customer", "Example"));
    args.addAll(List.of(more));
    args.addAll(List.of("--out", path(name)));
    require(vendor(args.toArray(String[]::new)));
    return path(name);
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  String trust() {
    return path("vendor/trust.txt");
  }

  private void require(int exit) {
    if (exit != Exit.OK) {
      throw new AssertionError("exit " + exit + ": " + err);
    }
  }
}
