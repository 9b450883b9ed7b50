package org.postern.license.tool;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The public half of an issuing key as a file: PEM of a SubjectPublicKeyInfo (RFC 5280 4.1.2.7).
 */
final class PublicKeyText {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private PublicKeyText() {}

  static String of(PublicKey key) {
    return BEGIN
        + "\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n"
        + END
        + "\n";
  }

  static PublicKey read(String text) throws Failure, GeneralSecurityException {
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new Failure("A file in keys/ is no public key: restore it from a backup");
    }
    byte[] octets = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
    return KeyFactory.getInstance(KeyFile.ED25519).generatePublic(new X509EncodedKeySpec(octets));
  }
}
