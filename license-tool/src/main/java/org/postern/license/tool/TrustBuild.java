package org.postern.license.tool;

import java.util.concurrent.Callable;
import org.postern.license.token.TrustBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Signs a trust bundle. */
@Command(
    name = "trust-build",
    mixinStandardHelpOptions = true,
    description = {
      "Signs with the root which issuing keys are trusted, under the next serial, and writes two files of the vendor's"
          + " folder:",
      "  trust.txt          for builds:  mvn package -Dpostern.trust=FILE",
      "  trust-bundle.txt   for servers that run:  postern license trust FILE"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool trust-build",
      "  license-tool trust-build --root /media/stick/acme-root"
    })
final class TrustBuild implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private VendorFolder vendor;

  @Mixin private RootKeys root;

  @Override
  public Integer call() throws Exception {
    vendor.books();
    TrustBundle bundle = vendor.buildTrust(root.signer(vendor));
    spec.commandLine()
        .getOut()
        .printf(
            "Trust bundle %d, keys in it: %d. %s is for builds, %s for servers that run%n",
            bundle.serial(),
            bundle.keys().size(),
            vendor.file("trust.txt"),
            vendor.file("trust-bundle.txt"));
    return Exit.OK;
  }
}
