package org.postern.license.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the root's private keys lie. */
final class RootKeys {
  private static final String NAME = "the root";

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "The folder with the root's private keys, for example on a medium that is plugged in for"
              + " this; default: root/ in the vendor's folder.")
  private Path folder;

  @Mixin private Passphrases passphrases;

  private Path file(VendorFolder vendor, String algorithm) {
    return (folder == null ? vendor.file("root") : folder)
        .resolve("root-" + algorithm.toLowerCase(Locale.ROOT).replace("-", "") + ".pem");
  }

  void write(VendorFolder vendor, KeyPair classic, KeyPair postQuantum)
      throws IOException, Failure {
    char[] passphrase = passphrases.chosen(NAME);
    KeyFile.write(file(vendor, KeyFile.ED25519), classic.getPrivate(), passphrase);
    KeyFile.write(file(vendor, KeyFile.ML_DSA_65), postQuantum.getPrivate(), passphrase);
  }

  Passphrases passphrases() {
    return passphrases;
  }

  VendorFolder.RootSigner signer(VendorFolder vendor) throws IOException, Failure {
    return new VendorFolder.RootSigner(
        KeyFile.signer(file(vendor, KeyFile.ED25519), KeyFile.ED25519, NAME, passphrases),
        KeyFile.signer(file(vendor, KeyFile.ML_DSA_65), KeyFile.ML_DSA_65, NAME, passphrases));
  }
}
