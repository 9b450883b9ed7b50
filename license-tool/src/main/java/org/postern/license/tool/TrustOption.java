package org.postern.license.tool;

import java.io.IOException;
import org.postern.license.token.Build;
import org.postern.license.token.Refusal;
import org.postern.license.token.Trust;
import picocli.CommandLine.Option;

/** What signatures are checked against. */
final class TrustOption {
  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "Checks against this trust file (vendor/trust.txt); default: what this build trusts.")
  private String file;

  Trust trust() throws IOException, Failure, Refusal {
    return file == null ? Build.embedded().trust() : Trust.read(Texts.read(file));
  }
}
