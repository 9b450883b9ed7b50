package org.postern.license.tool;

import jakarta.json.Json;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.regex.Pattern;

/** Makes issuing keys. */
final class IssuingKeys {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

  private IssuingKeys() {}

  static void make(VendorFolder vendor, String kid, Passphrases passphrases)
      throws IOException, Failure, GeneralSecurityException {
    if (!FORM.matcher(kid).matches() || kid.startsWith("demo-")) {
      throw new Failure(
          "A key id has 1 to 63 lower-case letters, digits, dots and hyphens, and does not begin"
              + " with demo-; nothing was made.");
    }
    if (vendor.books().keys().containsKey(kid)) {
      throw new Failure("There is a key " + kid + " already; ids are not used twice.");
    }
    KeyPair pair = KeyFile.generate(KeyFile.ED25519);
    KeyFile.write(vendor.key(kid), pair.getPrivate(), passphrases.chosen("the key " + kid));
    Texts.create(vendor.publicKey(kid), PublicKeyText.of(pair.getPublic()));
    vendor.ledger().add(Books.KEY, Json.createObjectBuilder().add("kid", kid));
  }
}
