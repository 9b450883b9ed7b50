package org.postern.license.tool;

import jakarta.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.postern.license.token.Build;
import org.postern.license.token.ClockReset;
import org.postern.license.token.IssuingKey;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Refusal;
import org.postern.license.token.Signer;
import org.postern.license.token.Trust;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who signs a license: the demo vendor, or a key of the vendor's folder. */
final class Issuer {
  private static final String DEMO_KEY = "demo-2026";

  @Mixin private VendorFolder vendor;

  @Mixin private Passphrases passphrases;

  @Option(
      names = "--demo",
      description =
          "Signs with the demo key, which is public knowledge: for trying Pro out. Only builds"
              + " without a vendor's trust take it.")
  private boolean demo;

  @Option(
      names = "--key",
      paramLabel = "KID",
      description = "Signs with this issuing key; default: the newest that is not retired.")
  private String kid;

  /** Signs, verifies with what servers trust, and enters it into the ledger. */
  LicenseToken issue(License license, String renewed)
      throws IOException, Failure, Refusal, GeneralSecurityException {
    if (demo) {
      if (kid != null) {
        throw new Failure("--demo and --key KID exclude each other");
      }
      return demo(license);
    }
    String key = key();
    LicenseToken token = verified(LicenseToken.sign(license, key, signer(key)), vendor.trust());
    // The ledger first: what it does not know was never issued.
    vendor
        .ledger()
        .add(
            Books.ISSUE,
            Json.createObjectBuilder()
                .add("lid", license.lid())
                .add("kid", key)
                .add("fingerprint", token.fingerprint())
                .add("customer", license.customer().name())
                .add("edition", license.edition())
                .add("type", license.type().code())
                .add("until", license.expires().map(Object::toString).orElse("perpetual"))
                .add("renews", renewed));
    Texts.create(vendor.license(license.lid()), token.text());
    return token;
  }

  /** Makes a clock reset (see {@link ClockReset}) under the next serial. */
  String clockReset(String install, Instant mark)
      throws IOException, Failure, Refusal, GeneralSecurityException {
    if (demo) {
      // Demo servers are reset by whoever runs them; serials go with the time.
      Instant now = VendorFolder.now();
      return new ClockReset(install, mark, now.getEpochSecond(), now).sign(DEMO_KEY, demoSigner());
    }
    String key = key();
    Signer signer = signer(key);
    ClockReset reset =
        new ClockReset(install, mark, vendor.books().clockSerial() + 1, VendorFolder.now());
    String text = reset.sign(key, signer);
    ClockReset.verify(text, vendor.trust());
    vendor
        .ledger()
        .add(
            Books.CLOCK,
            Json.createObjectBuilder()
                .add("serial", reset.serial())
                .add("install", install)
                .add("mark", mark.toString()));
    return text;
  }

  private String key() throws IOException, Failure {
    Books books = vendor.books();
    String key =
        kid != null
            ? kid
            : books
                .issuingKey()
                .orElseThrow(
                    () -> new Failure("There is no issuing key: make one with key-new KID"));
    if (!books.keys().containsKey(key)) {
      throw new Failure(
          "There is no key " + key + "; there are: " + String.join(", ", books.keys().keySet()));
    }
    if (books.keys().get(key) != IssuingKey.Status.ACTIVE) {
      throw new Failure("The key " + key + " is retired and issues no more");
    }
    return key;
  }

  private Signer signer(String key) throws IOException, Failure {
    return KeyFile.signer(vendor.key(key), KeyFile.ED25519, "the key " + key, passphrases);
  }

  /** The trust that its licenses are made for. */
  Trust trust() throws IOException, Failure, Refusal {
    return demo ? Build.embedded().trust() : vendor.trust();
  }

  private static LicenseToken demo(License license)
      throws IOException, Failure, Refusal, GeneralSecurityException {
    Build build = Build.embedded();
    if (!build.trust().root().demo()) {
      throw new Failure(
          "This license-tool belongs to a build that trusts "
              + build.trust().root().vendor()
              + ", which refuses demo licenses: issue one with a key");
    }
    return verified(LicenseToken.sign(license, DEMO_KEY, demoSigner()), build.trust());
  }

  private static Signer demoSigner() throws IOException, Failure {
    try (InputStream in = Issuer.class.getResourceAsStream(DEMO_KEY + ".pem")) {
      return KeyFile.signer(
          new String(in.readAllBytes(), StandardCharsets.US_ASCII), KeyFile.ED25519);
    }
  }

  private static LicenseToken verified(String text, Trust trust) throws Failure {
    try {
      return LicenseToken.verify(text, trust);
    } catch (Refusal e) {
      throw new Failure(
          Exit.of(e.reason()),
          "Servers would refuse this license, so it was not issued: "
              + e.getMessage()
              + " (was trust-build run after key-new?)");
    }
  }
}
