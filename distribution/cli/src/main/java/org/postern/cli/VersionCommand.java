package org.postern.cli;

import java.util.concurrent.Callable;
import org.postern.launcher.Distribution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    mixinStandardHelpOptions = true,
    name = "version",
    description = "Shows the version of Postern and of Java.",
    footer = {"", "Example:", "  postern version"})
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    command
        .commandLine()
        .getOut()
        .println(
            "Postern "
                + Distribution.version()
                + ", Java "
                + Runtime.version()
                + " ("
                + System.getProperty("java.home")
                + ")");
    return Exit.OK;
  }
}
