package org.postern.license.tool;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.postern.license.token.Signer;

/**
 * Private keys in files: PEM of encrypted PKCS#8 (RFC 5958; PBES2 with scrypt, RFC 7914, and
 * AES-256-CBC), readable by their owner only.
 */
final class KeyFile {
  /** Of Edwards curves, RFC 8032. */
  static final String ED25519 = "Ed25519";

  /** FIPS 204. */
  static final String ML_DSA_65 = "ML-DSA-65";

  // Passed to each builder, not registered: verification stays the JDK's.
  private static final Provider BC = new BouncyCastleProvider();

  // 64 MiB and a third of a second for each guess.
  private static final ScryptConfig SCRYPT =
      new ScryptConfig.Builder(1 << 16, 8, 1).withSaltLength(16).build();

  private KeyFile() {}

  static KeyPair generate(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm, BC).generateKeyPair();
  }

  /** Writes a new file and flushes it to disk. */
  static void write(Path file, PrivateKey key, char[] passphrase) throws IOException, Failure {
    try {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(SCRYPT, NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(BC)
              .build(passphrase);
      PKCS8EncryptedPrivateKeyInfo sealed =
          new JcaPKCS8EncryptedPrivateKeyInfoBuilder(key).build(encryptor);
      StringWriter pem = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
        writer.writeObject(sealed);
      }
      Texts.create(file, pem.toString());
    } catch (OperatorCreationException e) {
      throw new IOException("The key can't be encrypted: " + e.getMessage(), e);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(file + " exists already: a key is never overwritten");
    }
  }

  /**
   * A key to sign with; the passphrase is asked for only when the file is encrypted.
   *
   * @param name what the passphrase is of, for people
   */
  static Signer signer(Path file, String algorithm, String name, Passphrases passphrases)
      throws IOException, Failure {
    if (!Files.isRegularFile(file)) {
      throw new Failure("There is no key " + file + ": is --root or --vendor right?");
    }
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      return signer(read(reader, name, passphrases), algorithm);
    }
  }

  /** A key of a text that is not encrypted. */
  static Signer signer(String pem, String algorithm) throws IOException, Failure {
    return signer(read(new StringReader(pem), "The demo key", Passphrases.NONE), algorithm);
  }

  static Signer signer(PrivateKey key, String algorithm) {
    return octets -> {
      Signature signature = Signature.getInstance(algorithm, BC);
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    };
  }

  private static PrivateKey read(Reader text, String name, Passphrases passphrases)
      throws IOException, Failure {
    try (PEMParser parser = new PEMParser(text)) {
      PrivateKeyInfo info =
          switch (parser.readObject()) {
            case PrivateKeyInfo plain -> plain;
            case PKCS8EncryptedPrivateKeyInfo sealed -> open(sealed, name, passphrases);
            case null, default -> throw new Failure(name + " holds no PKCS#8 private key");
          };
      return new JcaPEMKeyConverter().setProvider(BC).getPrivateKey(info);
    } catch (PEMException e) {
      throw new Failure(name + " holds no private key that can be used: " + e.getMessage());
    }
  }

  private static PrivateKeyInfo open(
      PKCS8EncryptedPrivateKeyInfo sealed, String name, Passphrases passphrases)
      throws IOException, Failure {
    try {
      return sealed.decryptPrivateKeyInfo(
          new JcePKCSPBEInputDecryptorProviderBuilder()
              .setProvider(BC)
              .build(passphrases.of(name)));
    } catch (PKCSException | RuntimeException e) {
      throw new Failure("The passphrase of " + name + " is wrong, or the file is damaged");
    }
  }
}
