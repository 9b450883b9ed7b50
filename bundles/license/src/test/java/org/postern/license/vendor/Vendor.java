package org.postern.license.vendor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.postern.license.token.ClockReset;
import org.postern.license.token.IssuingKey;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Refusal;
import org.postern.license.token.RevocationList;
import org.postern.license.token.Root;
import org.postern.license.token.Signer;
import org.postern.license.token.Trust;
import org.postern.license.token.TrustBundle;

/** A vendor with keys of its own, made anew for a test. */
public final class Vendor {
  private final KeyPair classic;
  private final KeyPair postQuantum;
  private final Root root;
  private final Map<String, KeyPair> issuing = new LinkedHashMap<>();

  public Vendor(String id, boolean demo) throws GeneralSecurityException {
    this(
        id,
        demo,
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
        KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair());
  }

  private Vendor(String id, boolean demo, KeyPair classic, KeyPair postQuantum) {
    this.classic = classic;
    this.postQuantum = postQuantum;
    this.root =
        new Root(id, "The vendor " + id, demo, classic.getPublic(), postQuantum.getPublic());
  }

  /** Adds an issuing key. */
  public Vendor key(String kid) throws GeneralSecurityException {
    issuing.put(kid, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    return this;
  }

  public Root root() {
    return root;
  }

  public KeyPair rootKeys(String algorithm) {
    return algorithm.equals("Ed25519") ? classic : postQuantum;
  }

  public KeyPair keys(String kid) {
    return issuing.get(kid);
  }

  public IssuingKey active(String kid) {
    return new IssuingKey(kid, issuing.get(kid).getPublic(), IssuingKey.Status.ACTIVE, Set.of());
  }

  public IssuingKey retired(String kid, Set<String> honors) {
    return new IssuingKey(kid, issuing.get(kid).getPublic(), IssuingKey.Status.RETIRED, honors);
  }

  /** A bundle of keys in this root's name, armored. */
  public String bundle(long serial, IssuingKey... keys) throws GeneralSecurityException {
    return new TrustBundle(serial, Instant.parse("2026-01-01T00:00:00Z"), List.of(keys))
        .sign(root, classicSigner(), postQuantumSigner());
  }

  /** A bundle with every key there is, active. */
  public String bundle(long serial) throws GeneralSecurityException {
    return bundle(serial, issuing.keySet().stream().map(this::active).toArray(IssuingKey[]::new));
  }

  public String revocations(long serial, String... lids) throws GeneralSecurityException {
    Map<String, Instant> revoked = new LinkedHashMap<>();
    for (String lid : lids) {
      revoked.put(RevocationList.nameOf(lid), Instant.parse("2026-06-01T00:00:00Z"));
    }
    return new RevocationList(serial, Instant.parse("2026-06-01T00:00:00Z"), revoked)
        .sign(root, classicSigner(), postQuantumSigner());
  }

  /** What a build with this vendor trusts. */
  public Trust trust() throws GeneralSecurityException {
    try {
      return Trust.read(root.armored() + bundle(1));
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  public String issue(License license, String kid) throws GeneralSecurityException {
    return LicenseToken.sign(license, kid, signer("Ed25519", issuing.get(kid).getPrivate()));
  }

  /** A license whose JSON is changed before it is signed. */
  public String issue(License license, String kid, UnaryOperator<String> change)
      throws GeneralSecurityException {
    String[] parts = issue(license, kid).replaceAll("-----.*-----|\\n", "").split("\\.");
    byte[] json = Base64.getUrlDecoder().decode(parts[1]);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String changed = change.apply(new String(json, StandardCharsets.UTF_8));
    String signed =
        parts[0] + '.' + encoder.encodeToString(changed.getBytes(StandardCharsets.UTF_8));
    byte[] signature =
        signer("Ed25519", issuing.get(kid).getPrivate())
            .sign(signed.getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN POSTERN LICENSE-----\n"
        + signed
        + '.'
        + encoder.encodeToString(signature)
        + "\n-----END POSTERN LICENSE-----\n";
  }

  public String reset(ClockReset reset, String kid) throws GeneralSecurityException {
    return reset.sign(kid, signer("Ed25519", issuing.get(kid).getPrivate()));
  }

  public Signer classicSigner() {
    return signer("Ed25519", classic.getPrivate());
  }

  public Signer postQuantumSigner() {
    return signer("ML-DSA-65", postQuantum.getPrivate());
  }

  public static Signer signer(String algorithm, PrivateKey key) {
    return octets -> {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    };
  }
}
