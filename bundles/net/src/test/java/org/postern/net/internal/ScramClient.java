package org.postern.net.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.postern.directory.Authenticator.Key;
import org.postern.directory.Authenticator.Scram;

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), written from the RFC's formulas. */
final class ScramClient {
  private final String name;
  private final String password;
  private final String nonce;
  private final String flag;
  private final byte[] binding;
  private String signature;

  ScramClient(String name, String password) {
    this(name, password, "fyko+d2lbbFgONRv9qkxdawL");
  }

  ScramClient(String name, String password, String nonce) {
    this(name, password, nonce, "n", new byte[0]);
  }

  private ScramClient(String name, String password, String nonce, String flag, byte[] binding) {
    this.name = name;
    this.password = password;
    this.nonce = nonce;
    this.flag = flag;
    this.binding = binding;
  }

  ScramClient bound(String toFlag, byte[] toBinding) {
    return new ScramClient(name, password, nonce, toFlag, toBinding);
  }

  private String bare() {
    return "n=" + name.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
  }

  String first() {
    return flag + ",," + bare();
  }

  String last(String serverFirst) {
    String[] parts = serverFirst.split(",");
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    byte[] salted = salted(password, salt, Integer.parseInt(parts[2].substring(2)));
    byte[] header = (flag + ",,").getBytes(StandardCharsets.UTF_8);
    byte[] bound = java.util.Arrays.copyOf(header, header.length + binding.length);
    System.arraycopy(binding, 0, bound, header.length, binding.length);
    String withoutProof = "c=" + base64(bound) + "," + parts[0];
    byte[] message =
        (bare() + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] proof = clientKey.clone();
    byte[] clientSignature = hmac(sha256(clientKey), message);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientSignature[i];
    }
    signature = "v=" + base64(hmac(hmac(salted, "Server Key"), message));
    return withoutProof + ",p=" + base64(proof);
  }

  String expectedSignature() {
    return signature;
  }

  /** What a directory keeps of an account with these secrets. */
  static Scram verifiers(byte[] salt, int iterations, String... secrets) {
    return new Scram(
        salt,
        iterations,
        Stream.of(secrets).map(secret -> key(secret, salted(secret, salt, iterations))).toList());
  }

  private static Key key(String secret, byte[] salted) {
    return new Key(secret, sha256(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
  }

  private static byte[] salted(String password, byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String data) {
    return hmac(key, data.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
