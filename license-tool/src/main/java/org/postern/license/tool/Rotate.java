package org.postern.license.tool;

import jakarta.json.Json;
import java.util.concurrent.Callable;
import org.postern.license.token.IssuingKey;
import org.postern.license.token.TrustBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces an issuing key. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Retires an issuing key, makes the one that follows it, and signs the next trust bundle with the root.",
      "",
      "A retired key honors exactly the licenses that the ledger says it issued, whatever date others carry: so a key that"
          + " leaked is worth nothing from here on, and no customer notices."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool rotate acme-2027 acme-2028",
      "  license-tool rotate acme-2027 acme-2028 --key-passphrase-file new.txt --passphrase-file root.txt"
    })
final class Rotate implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private VendorFolder vendor;

  @Mixin private RootKeys root;

  @Parameters(index = "0", paramLabel = "OLD", description = "The key to retire.")
  private String old;

  @Parameters(index = "1", paramLabel = "NEW", description = "The id of the key to make.")
  private String next;

  @Option(
      names = "--key-passphrase-file",
      paramLabel = "FILE",
      description =
          "Reads the new key's passphrase from the first line of FILE; default: asked for, or the"
              + " one of --passphrase-file.")
  private String keyPassphraseFile;

  @Override
  public Integer call() throws Exception {
    Books books = vendor.books();
    IssuingKey.Status status = books.keys().get(old);
    if (status == null) {
      throw new Failure(
          "There is no key " + old + "; there are: " + String.join(", ", books.keys().keySet()));
    }
    VendorFolder.RootSigner signer = root.signer(vendor);
    if (!books.keys().containsKey(next)) {
      IssuingKeys.make(vendor, next, root.passphrases().orElsewhere(keyPassphraseFile));
    }
    if (status == IssuingKey.Status.ACTIVE) {
      vendor.ledger().add(Books.RETIRE, Json.createObjectBuilder().add("kid", old));
    }
    TrustBundle bundle = vendor.buildTrust(signer);
    spec.commandLine()
        .getOut()
        .printf(
            "The key %s is retired and honors %d licenses; %s issues. Trust bundle %d: %s%n",
            old,
            vendor.books().honors(old).size(),
            next,
            bundle.serial(),
            vendor.file("trust-bundle.txt"));
    return Exit.OK;
  }
}
