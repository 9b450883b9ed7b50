package org.postern.license.tool;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.license.token.IssuingKey;
import org.postern.license.token.Refusal;
import org.postern.license.token.RevocationList;
import org.postern.license.token.Root;
import org.postern.license.token.Signer;
import org.postern.license.token.Trust;
import org.postern.license.token.TrustBundle;
import picocli.CommandLine.Option;

/**
 * A vendor's folder:
 *
 * <pre>
 * ledger.jsonl            what was made
 * root.txt                the root's public keys (POSTERN ROOT)
 * root/                   its private keys, encrypted: to be kept offline, see --root
 * keys/KID.pem, KID.txt   an issuing key: private, encrypted; and public
 * trust.txt               for builds: root, trust bundle and revocation list (-Dpostern.trust)
 * trust-bundle.txt        for servers that run: PUT /api/v1/license/trust
 * revocations.txt         likewise: PUT /api/v1/license/revocations
 * licenses/LID.lic        what was issued
 * </pre>
 */
final class VendorFolder {
  static final Clock CLOCK = Clock.systemUTC();

  @Option(
      names = "--vendor",
      paramLabel = "DIR",
      defaultValue = "${env:LICENSE_TOOL_VENDOR:-vendor}",
      description = "The vendor's folder; default: LICENSE_TOOL_VENDOR, or ./vendor.")
  private Path folder;

  Path file(String name) {
    return folder.resolve(name);
  }

  Ledger ledger() {
    return new Ledger(file("ledger.jsonl"), CLOCK);
  }

  Path rootFile() {
    return file("root.txt");
  }

  Path key(String kid) {
    return file("keys").resolve(kid + ".pem");
  }

  Path publicKey(String kid) {
    return file("keys").resolve(kid + ".txt");
  }

  Path license(String lid) {
    return file("licenses").resolve(lid + ".lic");
  }

  /** The books of a vendor that there is. */
  Books books() throws IOException, Failure {
    if (!Files.exists(rootFile())) {
      throw new Failure(
          "There is no vendor in "
              + folder
              + ": name its folder with --vendor, or make one with license-tool root-init");
    }
    return Books.of(ledger().read());
  }

  Root root() throws IOException, Failure, Refusal {
    books();
    return Root.read(Texts.read(rootFile().toString()));
  }

  /** What the newest texts of this vendor amount to: what an up-to-date server trusts. */
  Trust trust() throws IOException, Failure, Refusal {
    books();
    if (!Files.exists(file("trust.txt"))) {
      throw new Failure("No key is trusted yet: run license-tool trust-build");
    }
    return Trust.read(Texts.read(file("trust.txt").toString()));
  }

  /** Signs which keys are trusted, and writes what builds and servers take. */
  TrustBundle buildTrust(RootSigner signer)
      throws IOException, Failure, Refusal, GeneralSecurityException {
    Root root = root();
    Books books = books();
    if (books.issuingKey().isEmpty()) {
      throw new Failure("There is no issuing key: make one with license-tool key-new");
    }
    List<IssuingKey> keys = new ArrayList<>();
    for (var key : books.keys().entrySet()) {
      keys.add(
          new IssuingKey(
              key.getKey(),
              PublicKeyText.read(Texts.read(publicKey(key.getKey()).toString())),
              key.getValue(),
              key.getValue() == IssuingKey.Status.RETIRED ? books.honors(key.getKey()) : Set.of()));
    }
    TrustBundle bundle = new TrustBundle(books.trustSerial() + 1, now(), keys);
    String text = bundle.sign(root, signer.classic(), signer.postQuantum());
    TrustBundle.verify(text, root);
    ledger()
        .add(
            Books.TRUST,
            Json.createObjectBuilder()
                .add("serial", bundle.serial())
                .add("keys", String.join(" ", books.keys().keySet())));
    Texts.replace(file("trust-bundle.txt"), text);
    writeTrust(root);
    return bundle;
  }

  /** Signs which licenses are revoked. */
  RevocationList buildRevocations(RootSigner signer)
      throws IOException, Failure, Refusal, GeneralSecurityException {
    Root root = root();
    Books books = books();
    Map<String, Instant> revoked = new LinkedHashMap<>();
    books.revoked().forEach((lid, at) -> revoked.put(RevocationList.nameOf(lid), at));
    RevocationList list = new RevocationList(books.revocationsSerial() + 1, now(), revoked);
    String text = list.sign(root, signer.classic(), signer.postQuantum());
    RevocationList.verify(text, root);
    ledger()
        .add(
            Books.REVOCATIONS,
            Json.createObjectBuilder().add("serial", list.serial()).add("count", revoked.size()));
    Texts.replace(file("revocations.txt"), text);
    if (Files.exists(file("trust-bundle.txt"))) {
      writeTrust(root);
    }
    return list;
  }

  private void writeTrust(Root root) throws IOException, Failure {
    String revocations =
        Files.exists(file("revocations.txt")) ? Texts.read(file("revocations.txt").toString()) : "";
    Texts.replace(
        file("trust.txt"),
        root.armored() + Texts.read(file("trust-bundle.txt").toString()) + revocations);
  }

  /** Texts carry whole seconds. */
  static Instant now() {
    return CLOCK.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  /** The root's two private keys, ready to sign. */
  record RootSigner(Signer classic, Signer postQuantum) {}
}
