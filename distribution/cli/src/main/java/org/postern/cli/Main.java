package org.postern.cli;

import java.io.PrintWriter;
import org.postern.launcher.Distribution;
import org.postern.launcher.LaunchException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Reads the command line. */
@Command(
    name = "postern",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "A mail server: SMTP, POP3 and a REST administration API.",
    subcommands = {Init.class, Run.class})
public final class Main {

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Postern " + Distribution.version()};
    }
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          PrintWriter err = command.getErr();
          switch (exception) {
            case Failure failure -> {
              err.println("postern: " + failure.getMessage());
              return failure.exitCode();
            }
            case LaunchException failure -> {
              err.println("postern: " + failure.getMessage());
              return Exit.ERROR;
            }
            default -> throw exception;
          }
        });
    return line;
  }
}
