package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  @TempDir private Path tls;
  private NetServer server;

  @BeforeEach
  void start() {
    server = new NetServer(NetSettings.loopback(), tls, Optional::empty, Optional::empty);
    server.add(new Echo());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static KeyPair keys(String algorithm, int size) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (size > 0) {
      generator.initialize(size);
    }
    return generator.generateKeyPair();
  }

  private static String certificate(String name, KeyPair pair, String signature) throws Exception {
    return certificate(name, pair, signature, Duration.ofDays(90));
  }

  private static String certificate(String name, KeyPair pair, String signature, Duration validity)
      throws Exception {
    X500Name subject = new X500Name("CN=" + name);
    X509CertificateHolder holder =
        new X509v3CertificateBuilder(
                subject,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(Instant.now().minusSeconds(3600)),
                Date.from(Instant.now().plus(validity)),
                subject,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
            .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()));
    return pem(new JcaMiscPEMGenerator(holder));
  }

  private static String pem(PemObjectGenerator object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static String pkcs8(KeyPair pair) throws IOException {
    return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
  }

  /** PKCS#1 for RSA, SEC 1 for EC. */
  private static String traditional(KeyPair pair) throws IOException {
    return pem(new JcaMiscPEMGenerator(pair.getPrivate()));
  }

  private void put(Path folder, String certificate, String key) throws IOException {
    Files.createDirectories(folder);
    replace(folder.resolve("key.pem"), key);
    replace(folder.resolve("cert.pem"), certificate);
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".test");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private X509Certificate served(String name) throws IOException {
    Socket plain = new Socket("127.0.0.1", server.port("echos"));
    try (var socket = TlsClient.over(plain, name, "TLSv1.3", "TLSv1.2")) {
      return TlsClient.certificate(socket);
    }
  }

  private boolean serves(String name) {
    try {
      return served(name).getSubjectX500Principal().getName().equals("CN=" + name);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void makesOneAtTheFirstStart() throws Exception {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(tls.resolve("key.pem"))));
    X509Certificate first = served("localhost");
    first.verify(first.getPublicKey());
    assertTrue(server.certificates().getFirst().selfSigned());
    assertTrue(server.certificates().getFirst().names().contains("localhost"));
    assertTrue(server.certificates().getFirst().names().contains("127.0.0.1"));
    server.close();
    start();
    assertEquals(first, served("localhost"));
  }

  @Test
  void keepsTheLastGoodOneInForce() throws Exception {
    X509Certificate before = served("localhost");
    replace(tls.resolve("cert.pem"), "this is no certificate\n");
    Await.until("it is noticed", () -> !server.problems().isEmpty());
    assertTrue(
        server.certificates().getFirst().problem().contains("holds no certificate"),
        () -> server.certificates().toString());
    assertEquals(before, served("localhost"));
    KeyPair pair = keys("EC", 256);
    put(tls, certificate("new.example.test", pair, "SHA256withECDSA"), pkcs8(pair));
    Await.until("the new one is served", () -> serves("new.example.test"));
    assertEquals(List.of(), server.problems());
  }

  @Test
  void saysThatOneExpires() throws Exception {
    KeyPair pair = keys("EC", 256);
    put(tls, certificate("a.test", pair, "SHA256withECDSA", Duration.ofDays(13)), pkcs8(pair));
    awaitProblem("cert.pem expires on ");
    assertTrue(serves("a.test"));
    put(tls, certificate("b.test", pair, "SHA256withECDSA", Duration.ofMinutes(-1)), pkcs8(pair));
    awaitProblem("cert.pem expired on ");
    assertTrue(serves("b.test")); // what the administrator put there; most mail clients go on
  }

  @Test
  void readsKeysInEveryForm() throws Exception {
    KeyPair rsa = keys("RSA", 2048);
    put(tls, certificate("a.test", rsa, "SHA256withRSA"), traditional(rsa));
    Await.until("PKCS#1 is served", () -> serves("a.test"));
    put(tls, certificate("b.test", rsa, "SHA384withRSA"), pkcs8(rsa));
    Await.until("PKCS#8 is served", () -> serves("b.test"));
    KeyPair ec = keys("EC", 384);
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n";
    put(tls, certificate("c.test", ec, "SHA384withECDSA"), parameters + traditional(ec));
    Await.until("SEC 1 is served", () -> serves("c.test"));
    KeyPair ed = keys("Ed25519", 0);
    put(tls, certificate("d.test", ed, "Ed25519"), pkcs8(ed));
    Await.until("Ed25519 is served", () -> serves("d.test"));
    // The chain above it goes along.
    String chain =
        certificate("e.test", rsa, "SHA256withRSA") + certificate("ca.test", ec, "SHA384withECDSA");
    put(tls, chain, pkcs8(rsa));
    Await.until("the chain is served", () -> serves("e.test"));
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    X509Certificate before = served("localhost");
    KeyPair pair = keys("EC", 256);
    KeyPair other = keys("EC", 256);
    put(tls, certificate("x.test", pair, "SHA256withECDSA"), pkcs8(other));
    awaitProblem("is not the key of");
    byte[] sealed =
        new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2), new byte[64])
            .getEncoded();
    String encrypted = pem(() -> new PemObject("ENCRYPTED PRIVATE KEY", sealed));
    replace(tls.resolve("key.pem"), encrypted);
    awaitProblem("passphrase");
    replace(tls.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    awaitProblem("can't be read");
    replace(tls.resolve("key.pem"), "");
    awaitProblem("holds no private key");
    Files.delete(tls.resolve("key.pem"));
    awaitProblem("is missing");
    assertEquals(before, served("localhost"));
    assertFalse(server.problems().toString().contains("secret"));
  }

  private void awaitProblem(String part) {
    Await.until(
        "a problem says: " + part + "; " + server.problems(),
        () -> server.problems().toString().contains(part));
  }

  @Test
  void servesTheOneForTheName() throws Exception {
    KeyPair ec = keys("EC", 256);
    put(tls.resolve("second"), certificate("mail.example.test", ec, "SHA256withECDSA"), pkcs8(ec));
    Await.until("it is served", () -> serves("mail.example.test"));
    assertTrue(served("other.test").getSubjectX500Principal().getName().contains("self-signed"));
    assertEquals(2, server.certificates().size());
  }

  @Test
  void opensTlsPortsWhenThereIsACertificate() throws Exception {
    server.close();
    Files.delete(tls.resolve("key.pem"));
    start();
    assertFalse(server.list().get(1).open());
    assertTrue(server.list().get(1).reason().startsWith("no TLS certificate: "));
    try (Client client = Client.to(server.port("echo"))) {
      assertEquals("HELLO", client.read());
    }
    KeyPair ec = keys("EC", 256);
    put(tls, certificate("a.test", ec, "SHA256withECDSA"), pkcs8(ec));
    Await.until("the port is open", () -> server.list().get(1).open());
    assertTrue(serves("a.test"));
  }
}
