package org.postern.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;

/** Issues licenses with the demo key, which the distribution of the tests trusts. */
final class DemoVendor {
  static final String LID = "01KAS4Z5V8QJ3M0T7W6X9Y2B1C";
  static final String OTHER_LID = "01KAS4Z5V8QJ3M0T7W6X9Y2B1D";

  private static final String KID = "demo-2026";
  private static final Path KEYS = Path.of("../../license-tool/demo");

  private DemoVendor() {}

  /** For IMAP, from an hour ago until then; a trial, so that its end is its end. */
  static License license(String lid, Instant end) {
    return license(lid, Instant.now().minusSeconds(3600), end);
  }

  static License license(String lid, Instant begin, Instant end) {
    return new License(
        lid,
        License.PRODUCT,
        "pro",
        License.Type.TRIAL,
        new License.Customer("c-1", "Example GmbH"),
        begin,
        begin,
        Optional.of(end),
        0,
        0,
        Optional.empty(),
        OptionalInt.of(1000),
        0,
        Set.of("imap"),
        Set.of(),
        Set.of());
  }

  static String issue(License license) throws Exception {
    return issue(license, KID);
  }

  /** Signed with the demo key whatever the key id says. */
  static String issue(License license, String kid) throws Exception {
    String pem =
        Files.readString(KEYS.resolve(KID + ".pem"))
            .replaceAll("(?s).*-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----.*|\\s", "");
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    return LicenseToken.sign(
        license,
        kid,
        octets -> {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initSign(key);
          signature.update(octets);
          return signature.sign();
        });
  }
}
