package org.postern.license.tool;

import jakarta.json.Json;
import java.nio.file.Files;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import org.postern.license.token.Root;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a vendor. */
@Command(
    name = "root-init",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a vendor: its root, an Ed25519 and an ML-DSA-65 key, which signs trust bundles and revocation lists.",
      "",
      "Both keys are encrypted with one passphrase. Move them to an offline medium, keep a copy, and name their folder"
          + " with --root when a command needs them: whoever has them can issue licenses for every build that trusts"
          + " this root, and without them no key can be added, retired or revoked."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool root-init --id acme-root --name 'Acme Inc.'",
      "  license-tool root-init --id acme-root --name 'Acme Inc.' --vendor /srv/acme --root /media/stick/acme-root"
    })
final class RootInit implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private VendorFolder vendor;

  @Mixin private RootKeys keys;

  @Option(
      names = "--id",
      paramLabel = "ID",
      required = true,
      description = "The root's id: lower-case letters, digits, dots and hyphens.")
  private String id;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "The vendor's name, for people.")
  private String name;

  @Override
  public Integer call() throws Exception {
    if (Files.exists(vendor.rootFile())) {
      throw new Failure("There is a vendor in " + vendor + " already; nothing was made.");
    }
    KeyPair classic = KeyFile.generate(KeyFile.ED25519);
    KeyPair postQuantum = KeyFile.generate(KeyFile.ML_DSA_65);
    // Read back: an id or name that a server would refuse is refused here.
    Root root =
        Root.read(
            new Root(id, name, false, classic.getPublic(), postQuantum.getPublic()).armored());
    keys.write(vendor, classic, postQuantum);
    vendor.ledger().add(Books.ROOT, Json.createObjectBuilder().add("root", id).add("name", name));
    Texts.create(vendor.rootFile(), root.armored());
    spec.commandLine()
        .getOut()
        .printf(
            "The vendor %s is in %s. Next: license-tool key-new KID, then license-tool trust-build%n",
            name, vendor);
    return Exit.OK;
  }
}
