package org.postern.license.tool;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an issuing key. */
@Command(
    name = "key-new",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a key that licenses are signed with (Ed25519), encrypted with a passphrase of its own.",
      "",
      "Servers trust it when they have a trust bundle with it: run trust-build next."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool key-new acme-2027",
      "  license-tool key-new acme-2027 --passphrase-file /run/secrets/acme-2027"
    })
final class KeyNew implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private VendorFolder vendor;

  @Mixin private Passphrases passphrases;

  @Parameters(
      paramLabel = "KID",
      description = "The key's id: lower-case letters, digits, dots and hyphens.")
  private String kid;

  @Override
  public Integer call() throws Exception {
    IssuingKeys.make(vendor, kid, passphrases);
    spec.commandLine()
        .getOut()
        .printf("The key %s is in %s. Next: license-tool trust-build%n", kid, vendor.key(kid));
    return Exit.OK;
  }
}
