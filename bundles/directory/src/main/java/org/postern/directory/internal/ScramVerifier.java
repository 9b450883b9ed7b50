package org.postern.directory.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.postern.directory.Authenticator.Scram;

/**
 * SCRAM-SHA-256 verifiers (RFC 5802 3, RFC 7677), as text {@code iterations:salt:stored:server}.
 */
final class ScramVerifier {
  static final int SALT = 16;

  private ScramVerifier() {}

  /**
   * @param password prepared; PBKDF2 of the platform takes its UTF-8
   */
  static Scram of(String password, byte[] salt, int iterations) {
    try {
      PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      spec.clearPassword();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
      return new Scram(salt, iterations, stored, hmac(salted, "Server Key"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The platform has no SHA-256", e);
    }
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The platform has no HMAC-SHA-256", e);
    }
  }

  static String text(Scram scram) {
    Base64.Encoder base64 = Base64.getEncoder();
    return scram.iterations()
        + ":"
        + base64.encodeToString(scram.salt())
        + ":"
        + base64.encodeToString(scram.storedKey())
        + ":"
        + base64.encodeToString(scram.serverKey());
  }

  static Optional<Scram> parse(String text) {
    String[] parts = text.split(":");
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return Optional.of(
          new Scram(
              base64.decode(parts[1]),
              Integer.parseInt(parts[0]),
              base64.decode(parts[2]),
              base64.decode(parts[3])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
