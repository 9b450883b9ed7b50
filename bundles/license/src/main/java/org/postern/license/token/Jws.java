package org.postern.license.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * A text that an issuing key has signed: JWS compact serialization (RFC 7515 7.1) in armor, with
 * the algorithm of RFC 9864.
 *
 * @param signed the signing input as it stands in the text
 */
record Jws(IssuingKey key, String signed, byte[] payload) {
  private static final Crypto CRYPTO = Crypto.ED25519;

  /** Checks all but the payload, which is not looked at before its signature is right. */
  static Jws verify(Armor armor, String type, String text, TrustBundle bundle) throws Refusal {
    List<String> parts = armor.parts(text, 3);
    IssuingKey key = keyOf(parts.get(0), type, bundle);
    byte[] payload = Base64Url.decode(parts.get(1));
    byte[] signature = Base64Url.decode(parts.get(2));
    // RFC 7515 5.2: the signing input is what stands in the text, not what it means.
    String signed = parts.get(0) + '.' + parts.get(1);
    if (!CRYPTO.verify(key.key(), signed.getBytes(StandardCharsets.US_ASCII), signature)) {
      throw new Refusal(
          Reason.BAD_SIGNATURE,
          "The signature is wrong: the text was changed or cut on its way; copy it whole");
    }
    return new Jws(key, signed, payload);
  }

  static String sign(Armor armor, String type, String json, String kid, Signer signer)
      throws GeneralSecurityException {
    String signed = Kid.header(CRYPTO.algorithm(), kid, type) + '.' + Base64Url.encode(json);
    byte[] signature = signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
    return armor.wrap(signed + '.' + Base64Url.encode(signature));
  }

  // The header is compared with those that are right, one a key: it is never interpreted, so it
  // can't choose an algorithm.
  private static IssuingKey keyOf(String header, String type, TrustBundle bundle) throws Refusal {
    for (IssuingKey key : bundle.keys()) {
      if (Kid.header(CRYPTO.algorithm(), key.kid(), type).equals(header)) {
        return key;
      }
    }
    throw Kid.refusal(header, CRYPTO.algorithm(), type);
  }
}
