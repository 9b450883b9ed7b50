package org.postern.license.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/**
 * The JDK's own verification. Only a provider that is part of java.base is used: code in the same
 * JVM could register one of its own, first in the list, that finds every signature right.
 */
enum Crypto {
  /** RFC 8032. */
  ED25519("Ed25519", "SunEC", 64),
  /** FIPS 204. */
  ML_DSA_65("ML-DSA-65", "SUN", 3309);

  private final String algorithm;
  private final String provider;
  private final int signatureLength;

  Crypto(String algorithm, String provider, int signatureLength) {
    this.algorithm = algorithm;
    this.provider = provider;
    this.signatureLength = signatureLength;
  }

  String algorithm() {
    return algorithm;
  }

  /**
   * @param key a SubjectPublicKeyInfo in DER (RFC 5280 4.1.2.7), as base64url
   */
  PublicKey publicKey(String key) throws Refusal {
    byte[] octets = Base64Url.decode(key);
    try {
      PublicKey read =
          KeyFactory.getInstance(algorithm, genuine(provider))
              .generatePublic(new X509EncodedKeySpec(octets));
      if (MessageDigest.isEqual(read.getEncoded(), octets)) {
        return read;
      }
    } catch (GeneralSecurityException e) {
      // Falls through: not a key of this algorithm.
    }
    throw Refusal.malformed("A public key is not an " + algorithm + " key");
  }

  boolean verify(PublicKey key, byte[] signed, byte[] signature) {
    if (signature.length != signatureLength) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm, genuine(provider));
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't verify " + algorithm, e);
    }
  }

  /** SHA-256 as base64url: the name of a license in lists. */
  static String sha256(String text) {
    try {
      return Base64Url.encode(
          MessageDigest.getInstance("SHA-256", genuine("SUN"))
              .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't hash", e);
    }
  }

  private static Provider genuine(String name) {
    Provider provider = Security.getProvider(name);
    if (provider == null || provider.getClass().getModule() != Object.class.getModule()) {
      throw new IllegalStateException("The security provider " + name + " is not the JDK's own");
    }
    return provider;
  }
}
