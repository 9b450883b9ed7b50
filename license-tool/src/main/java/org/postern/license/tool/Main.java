package org.postern.license.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import org.postern.license.token.Build;
import org.postern.license.token.Refusal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Reads the command line. */
@Command(
    mixinStandardHelpOptions = true,
    name = "license-tool",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes keys, and issues, inspects, verifies, renews and revokes licenses of Postern.",
      "",
      "A vendor is a folder (--vendor, or LICENSE_TOOL_VENDOR, or ./vendor) with a root that signs which keys are"
          + " trusted, issuing keys that sign licenses, and a ledger of everything that was made. The root's private"
          + " keys may lie elsewhere (--root), on a medium that is plugged in only for trust-build, revoke and rotate."
    },
    subcommands = {
      RootInit.class,
      KeyNew.class,
      TrustBuild.class,
      Issue.class,
      Inspect.class,
      Verify.class,
      Renew.class,
      Revoke.class,
      Rotate.class,
      ResetClock.class,
      LedgerCommand.class,
      SelfTest.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  # Try Pro with a demo key: no vendor is needed, and only demo builds take it.",
      "  license-tool issue --demo --edition pro --customer 'Example Ltd' --out key.lic",
      "  license-tool inspect key.lic",
      "",
      "  # Become a vendor.",
      "  license-tool root-init --id acme-root --name 'Acme Inc.'",
      "  license-tool key-new acme-2027",
      "  license-tool trust-build",
      "  mvn -DskipTests package -Dpostern.trust=$$PWD/vendor/trust.txt      # a build that trusts Acme",
      "",
      "  # Sell, renew, take back.",
      "  license-tool issue --key acme-2027 --edition pro --customer 'Example Ltd' --seats 250 --until 2028-01-31",
      "  license-tool renew vendor/licenses/01KB.lic --until 2029-01-31",
      "  license-tool revoke vendor/licenses/01KB.lic --reason 'charged back'",
      "",
      "Each command has its own help: license-tool issue --help",
      "",
      "Passphrases are asked for on the terminal, or read from the first line of --passphrase-file (- for standard"
          + " input); never from the command line.",
      "",
      "Environment: LICENSE_TOOL_VENDOR  the vendor's folder, when --vendor is not given"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; the license is in force",
      "1:the command line is wrong, or it could not be done; the message says what",
      "2:the text is no license, or was cut or changed in form",
      "3:the signature is wrong, or of a key that is not trusted",
      "4:it is not in force at that time: begins later, has ended, or its maintenance has",
      "5:it was revoked, or is for another server or product"
    })
public final class Main {

  private static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.embedded();
      return new String[] {
        "license-tool, built " + build.date(), "trusts " + build.trust().root().vendor()
      };
    }
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    version(line);
    line.setUsageHelpWidth(110);
    line.setExecutionExceptionHandler(Main::explain);
    line.setParameterExceptionHandler(Main::usage);
    return line;
  }

  private static void version(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(Main::version);
  }

  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    PrintWriter err = command.getErr();
    return switch (exception) {
      case Failure failure -> {
        err.println("license-tool: " + failure.getMessage());
        yield failure.exitCode();
      }
      case Refusal refusal -> {
        err.println("license-tool: " + refusal.reason().code() + ": " + refusal.getMessage());
        yield Exit.of(refusal.reason());
      }
      case IOException failure -> {
        err.println("license-tool: " + failure);
        yield Exit.USAGE;
      }
      case GeneralSecurityException failure -> {
        err.println("license-tool: the key can't be used: " + failure.getMessage());
        yield Exit.USAGE;
      }
      default -> throw exception;
    };
  }

  private static int usage(CommandLine.ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("license-tool: " + wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return Exit.USAGE;
  }
}
