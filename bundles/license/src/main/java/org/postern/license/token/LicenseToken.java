package org.postern.license.token;

import java.security.GeneralSecurityException;

/**
 * A license key whose signature is right. There is no other way to make one than {@link #verify}.
 * Immutable.
 */
public final class LicenseToken {
  private static final String TYPE = "postern-license+jws";

  private final String text;
  private final String kid;
  private final String fingerprint;
  private final License license;

  private LicenseToken(String text, String kid, String fingerprint, License license) {
    this.text = text;
    this.kid = kid;
    this.fingerprint = fingerprint;
    this.license = license;
  }

  /**
   * Verifies an armored {@code POSTERN LICENSE}, in this order: size, armor, parts, header, key,
   * signature over the octets as received; only then is the payload looked at. What the license is
   * worth today is {@link Evaluator}'s to say.
   *
   * @param text one char an octet: whoever reads octets decodes them as ISO-8859-1
   * @throws Refusal {@code malformed}, {@code unknown-key}, {@code demo-key}, {@code
   *     bad-signature}, {@code unsupported-version}
   */
  public static LicenseToken verify(String text, Trust trust) throws Refusal {
    Jws jws = Jws.verify(Armor.LICENSE, TYPE, text, trust.bundle());
    String fingerprint = Crypto.sha256(jws.signed());
    IssuingKey key = jws.key();
    if (key.status() == IssuingKey.Status.RETIRED && !key.honors().contains(fingerprint)) {
      throw new Refusal(
          Reason.UNKNOWN_KEY,
          "It is signed with the key "
              + key.kid()
              + ", which is retired and does not list it: ask the vendor for a new one");
    }
    return new LicenseToken(text, key.kid(), fingerprint, License.read(jws.payload()));
  }

  /** Makes the armored text of a license that {@link #verify} takes. */
  public static String sign(License license, String kid, Signer signer)
      throws GeneralSecurityException {
    return Jws.sign(Armor.LICENSE, TYPE, license.json(), kid, signer);
  }

  /** The armored text as it was given. A secret of the customer: not for logs or answers. */
  public String text() {
    return text;
  }

  /** The id of the key that signed it. */
  public String kid() {
    return kid;
  }

  /** SHA-256 of what is signed, as base64url: names this very license, and tells nothing. */
  public String fingerprint() {
    return fingerprint;
  }

  public License license() {
    return license;
  }

  @Override
  public String toString() {
    return "LicenseToken[" + license.lid() + "]";
  }
}
