package org.postern.net.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads certificates and keys as every tool writes them: PEM (RFC 7468), PKCS#8, PKCS#1, SEC 1. */
final class PemFiles {
  /** Far more than any chain; keeps a wrong file (a device, a log) from being read in whole. */
  private static final int LARGEST = 1 << 20;

  private PemFiles() {}

  /** A file that is not what it should be; the message names the file and what is wrong. */
  static final class BadPemException extends Exception {
    private static final long serialVersionUID = 1;

    BadPemException(Path file, String reason) {
      super(file + ": " + reason);
    }
  }

  /** Reads a chain and its key, and sees that they belong together. */
  static Identity read(Path certificates, Path key) throws BadPemException {
    List<X509Certificate> chain = chain(certificates);
    PrivateKey privateKey = key(key);
    if (!belong(privateKey, chain.getFirst().getPublicKey())) {
      throw new BadPemException(
          key, "is not the key of the first certificate in " + certificates.getFileName());
    }
    return new Identity(certificates, privateKey, chain);
  }

  private static List<X509Certificate> chain(Path file) throws BadPemException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Object object : objects(file)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          chain.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
        } catch (GeneralSecurityException | IOException e) {
          throw new BadPemException(file, "a certificate can't be read: " + e.getMessage());
        }
      }
    }
    if (chain.isEmpty()) {
      throw new BadPemException(file, "holds no certificate in PEM form");
    }
    return List.copyOf(chain);
  }

  private static PrivateKey key(Path file) throws BadPemException {
    ASN1ObjectIdentifier curve = null;
    for (Object object : objects(file)) {
      switch (object) {
        case ASN1ObjectIdentifier parameters -> curve = parameters; // EC PARAMETERS
        case PrivateKeyInfo info -> {
          return key(file, info);
        }
        case PEMKeyPair pair -> {
          return key(file, onCurve(file, pair.getPrivateKeyInfo(), curve));
        }
        case PEMEncryptedKeyPair encrypted -> throw encrypted(file);
        case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(file);
        default -> {
          // a certificate in the same file
        }
      }
    }
    throw new BadPemException(file, "holds no private key in PEM form");
  }

  /** A SEC 1 key that leaves the curve to the parameters before it (RFC 5915 4). */
  private static PrivateKeyInfo onCurve(Path file, PrivateKeyInfo info, ASN1ObjectIdentifier curve)
      throws BadPemException {
    AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
    if (curve == null || algorithm.getParameters() != null) {
      return info;
    }
    try {
      return new PrivateKeyInfo(
          new AlgorithmIdentifier(algorithm.getAlgorithm(), curve), info.parsePrivateKey());
    } catch (IOException e) {
      throw new BadPemException(file, "the key can't be read: " + e.getMessage());
    }
  }

  private static BadPemException encrypted(Path file) {
    return new BadPemException(
        file, "the key is encrypted with a passphrase; remove it: openssl pkey -in … -out …");
  }

  private static PrivateKey key(Path file, PrivateKeyInfo info) throws BadPemException {
    String oid = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    String algorithm =
        switch (oid) {
          case "1.2.840.113549.1.1.1" -> "RSA";
          case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
          case "1.2.840.10045.2.1" -> "EC";
          case "1.3.101.112", "1.3.101.113" -> "EdDSA";
          default -> throw new BadPemException(file, "keys of the kind " + oid + " are of no use");
        };
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new BadPemException(file, "the key can't be read: " + e.getMessage());
    }
  }

  private static List<Object> objects(Path file) throws BadPemException {
    List<Object> objects = new ArrayList<>();
    try {
      if (Files.size(file) > LARGEST) {
        throw new BadPemException(file, "is too large");
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      try (PEMParser parser = new PEMParser(new StringReader(text))) {
        for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
          objects.add(next);
        }
      }
    } catch (NoSuchFileException e) {
      throw new BadPemException(file, "is missing");
    } catch (IOException | RuntimeException e) {
      throw new BadPemException(file, "can't be read: " + e.getMessage());
    }
    return objects;
  }

  private static boolean belong(PrivateKey key, PublicKey certified) {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      byte[] sample = "postern".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(algorithm);
      if (algorithm.equals("RSASSA-PSS")) {
        signature.setParameter(
            new java.security.spec.PSSParameterSpec(
                "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
