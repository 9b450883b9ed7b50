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

/**
 * A SCRAM-SHA-256 verifier (RFC 5802 3, RFC 7677), as text {@code iterations:salt:stored:server}.
 */
record ScramVerifier(Offer offer, byte[] storedKey, byte[] serverKey) {
  static final int SALT = 16;

  /**
   * What the server sends before it knows which secret the client has: one for all secrets of an
   * account.
   */
  record Offer(byte[] salt, int iterations) {
    boolean same(Offer other) {
      return iterations == other.iterations && MessageDigest.isEqual(salt, other.salt);
    }
  }

  /**
   * @param password prepared; PBKDF2 of the platform takes its UTF-8
   */
  static ScramVerifier of(String password, Offer offer) {
    try {
      PBEKeySpec spec =
          new PBEKeySpec(password.toCharArray(), offer.salt(), offer.iterations(), 256);
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      spec.clearPassword();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
      return new ScramVerifier(offer, stored, hmac(salted, "Server Key"));
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

  String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return offer.iterations()
        + ":"
        + base64.encodeToString(offer.salt())
        + ":"
        + base64.encodeToString(storedKey)
        + ":"
        + base64.encodeToString(serverKey);
  }

  static Optional<ScramVerifier> parse(String text) {
    String[] parts = text.split(":");
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return Optional.of(
          new ScramVerifier(
              new Offer(base64.decode(parts[1]), Integer.parseInt(parts[0])),
              base64.decode(parts[2]),
              base64.decode(parts[3])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "ScramVerifier[" + offer.iterations() + "]";
  }
}
