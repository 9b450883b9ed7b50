package org.postern.license.tool;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.postern.license.token.Build;
import org.postern.license.token.Circumstances;
import org.postern.license.token.Evaluator;
import org.postern.license.token.Reason;
import org.postern.license.token.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a license is worth. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a license is worth, with the server's own evaluator: its state, why, and when that changes.",
      "",
      "The exit code is 0 when it is in force (ACTIVE, EXPIRING or GRACE)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool verify key.lic",
      "  license-tool verify key.lic --at 2028-02-15 --trust vendor/trust.txt",
      "  license-tool verify key.lic --build 2029-06-01 --domain example.org --seats-used 260"
    })
final class Verify implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrustOption trust;

  @Parameters(paramLabel = "FILE", description = "The license; - for standard input.")
  private String file;

  @Option(
      names = "--at",
      paramLabel = "DATE",
      converter = Dates.From.class,
      description = "As of then; default: now.")
  private Instant at;

  @Option(
      names = "--build",
      paramLabel = "DATE",
      converter = Dates.From.class,
      description = "For a server built then; default: this build.")
  private Instant build;

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description =
          "For a server with this domain; may be given several times; default: not looked at.")
  private List<String> domains;

  @Option(
      names = "--install",
      paramLabel = "ID",
      description = "For the server with this install id; default: not looked at.")
  private String install;

  @Option(
      names = "--seats-used",
      paramLabel = "N",
      defaultValue = "0",
      description = "For a server where so many accounts use it.")
  private int seatsUsed;

  @Override
  public Integer call() throws Exception {
    Circumstances circumstances =
        new Circumstances(
            at == null ? VendorFolder.now() : at,
            build == null ? Build.embedded().date() : build,
            Optional.ofNullable(install),
            Optional.ofNullable(domains).map(Set::copyOf),
            seatsUsed,
            false);
    Verdict verdict =
        Evaluator.evaluate(Optional.of(Texts.read(file)), trust.trust(), circumstances);
    PrintWriter out = spec.commandLine().getOut();
    Shown.row(out, "State", verdict.state().name());
    if (verdict.reason() != Reason.NONE) {
      Shown.row(out, "Reason", verdict.reason().code() + ": " + verdict.detail());
    }
    if (!verdict.flags().isEmpty()) {
      Shown.row(
          out,
          "Flags",
          verdict.flags().stream().map(Enum::name).sorted().collect(Collectors.joining(", ")));
    }
    verdict.next().ifPresent(next -> Shown.row(out, "Changes", next.toString()));
    verdict.token().ifPresent(token -> Shown.license(out, token));
    return Exit.of(verdict.reason());
  }
}
