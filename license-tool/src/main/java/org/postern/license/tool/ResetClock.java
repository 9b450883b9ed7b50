package org.postern.license.tool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a clock reset. */
@Command(
    name = "clock-reset",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the text that sets a server's clock mark back: for a customer whose server ran so long with a clock far ahead"
          + " that it believed it. It works once, on that server only: postern license clock-reset."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool clock-reset --install 73d27efb-48a1-48c2-a325-d1443a790c9a --out reset.txt",
      "  license-tool clock-reset --install 73d27efb-48a1-48c2-a325-d1443a790c9a --to 2027-03-01 --out reset.txt"
    })
final class ResetClock implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--install",
      paramLabel = "ID",
      required = true,
      description = "The server's install id, from postern license request.")
  private String install;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      converter = Dates.From.class,
      description = "What the mark becomes; default: now.")
  private Instant to;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; default: standard output.")
  private Path out;

  @Mixin private Issuer issuer;

  @Override
  public Integer call() throws Exception {
    String text = issuer.clockReset(install, to == null ? VendorFolder.now() : to);
    if (out == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      Texts.create(out, text);
      spec.commandLine().getOut().printf("The clock reset is in %s%n", out);
    }
    return Exit.OK;
  }
}
