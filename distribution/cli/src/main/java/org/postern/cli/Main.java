package org.postern.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import org.postern.launcher.Distribution;
import org.postern.launcher.LaunchException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Reads the command line. */
@Command(
    mixinStandardHelpOptions = true,
    name = "postern",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "A mail server: SMTP, POP3 and a REST administration API; IMAP under a Pro license.",
    subcommands = {
      Init.class,
      Run.class,
      BackgroundCommands.Start.class,
      BackgroundCommands.Stop.class,
      BackgroundCommands.Restart.class,
      BackgroundCommands.Status.class,
      DomainCommand.class,
      AccountCommand.class,
      SessionsCommand.class,
      TokenCommand.class,
      ListenersCommand.class,
      Lists.Plugins.class,
      LicenseCommand.class,
      EditionsCommand.class,
      TaskCommand.class,
      Lists.Audit.class,
      ApiCommand.class,
      Check.class,
      Backup.class,
      Restore.class,
      Recover.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  postern init --home ./home --domain example.test --listen 127.0.0.1 --port-base 10000",
      "  export POSTERN_HOME=$$PWD/home",
      "  postern start",
      "  postern account add alice@example.test --name Alice",
      "  postern sessions list",
      "  postern license install key.lic",
      "  postern stop",
      "",
      "Each command has its own help: postern account add --help",
      "",
      "Environment: POSTERN_HOME       the home, when --home is not given",
      "             POSTERN_JAVA_HOME  the JDK (25 or newer) to run with",
      "             POSTERN_URL        the administration port, when the home does not say it"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:not done, or something is wrong; the message says what",
      "2:the command line is wrong",
      "3:the server is not running"
    })
public final class Main {

  private static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Postern " + Distribution.version()};
    }
  }

  public static void main(String[] args) {
    // The server's start does not wait for what only the other commands need.
    boolean server = args.length > 0 && args[0].equals("run");
    System.exit(
        server
            ? behave(new CommandLine(new Run()).setCommandName("postern run"))
                .execute(Arrays.copyOfRange(args, 1, args.length))
            : commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand("alias", alias("Addresses that lead to others."));
    line.addSubcommand("group", alias("Groups of addresses: each member gets a copy."));
    line.getSubcommands()
        .get("help")
        .getCommandSpec()
        .usageMessage()
        .footer("", "Example:", "  postern help account");
    return behave(line);
  }

  private static CommandLine behave(CommandLine line) {
    version(line);
    line.setUsageHelpWidth(110).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::explain);
    line.setParameterExceptionHandler(Main::usage);
    return line;
  }

  private static CommandLine alias(String description) {
    CommandLine line = new CommandLine(new AliasCommand());
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }

  private static void version(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(Main::version);
  }

  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    return switch (exception) {
      case Failure failure -> {
        command.getErr().println("postern: " + failure.getMessage());
        yield failure.exitCode();
      }
      case LaunchException failure -> {
        command.getErr().println("postern: " + failure.getMessage());
        yield Exit.ERROR;
      }
      default -> throw exception;
    };
  }

  private static int usage(CommandLine.ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("postern: " + wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return Exit.USAGE;
  }
}
