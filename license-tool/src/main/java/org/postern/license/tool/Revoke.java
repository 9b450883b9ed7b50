package org.postern.license.tool;

import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.RevocationList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a license back. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a license back and signs the next revocation list with the root: revocations.txt in the vendor's folder, for"
          + " servers that run (postern license revocations), and trust.txt for builds.",
      "",
      "The list names licenses by a hash of their ids only. A server refuses a list that is older than its own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool revoke 01KAS4Z5V8QJ3M0T7W6X9Y2B1C --reason 'charged back'",
      "  license-tool revoke vendor/licenses/01KAS4Z5V8QJ3M0T7W6X9Y2B1C.lic --root /media/stick/acme-root"
    })
final class Revoke implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private VendorFolder vendor;

  @Mixin private RootKeys root;

  @Parameters(paramLabel = "LICENSE", description = "The license's id, or its file.")
  private String license;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the ledger only.")
  private String reason;

  @Override
  public Integer call() throws Exception {
    Books books = vendor.books();
    String lid =
        Files.isRegularFile(Path.of(license))
            ? LicenseToken.verify(Texts.read(license), vendor.trust()).license().lid()
            : license;
    if (!books.issued().containsKey(lid)) {
      throw new Failure(
          "No license " + lid + " was issued here; license-tool ledger list shows all");
    }
    // Before the ledger is written: a wrong passphrase must not leave half a revocation.
    VendorFolder.RootSigner signer = root.signer(vendor);
    if (!books.revoked().containsKey(lid)) {
      vendor
          .ledger()
          .add(Books.REVOKE, Json.createObjectBuilder().add("lid", lid).add("reason", reason));
    }
    RevocationList list = vendor.buildRevocations(signer);
    spec.commandLine()
        .getOut()
        .printf(
            "License %s is revoked. Revocation list %d, licenses in it: %d. For servers that run: postern license revocations %s%n",
            lid, list.serial(), list.revoked().size(), vendor.file("revocations.txt"));
    return Exit.OK;
  }
}
