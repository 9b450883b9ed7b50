package org.postern.license.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The public keys of the vendor's offline root. They sign trust bundles and revocation lists, and
 * both signatures must be right: Ed25519, which is known well, and ML-DSA-65, which stands when
 * Ed25519 falls. Built into the server and into every gated bundle.
 *
 * @param id the vendor's name for this root: lower-case letters, digits, dots and hyphens, 63 at
 *     most
 * @param vendor for people
 * @param demo whether its private keys are public knowledge
 */
public record Root(String id, String vendor, boolean demo, PublicKey ed25519, PublicKey mlDsa65) {
  private static final String ALGORITHM = "MLDSA65-Ed25519";

  /**
   * Reads an armored {@code POSTERN ROOT}: base64url of {@code
   * {"v":1,"id","vendor","demo":false,"ed25519":key,"mldsa65":key}}; keys are SubjectPublicKeyInfo
   * in base64url.
   *
   * @throws Refusal {@code malformed}, {@code unsupported-version}
   */
  public static Root read(String text) throws Refusal {
    JsonObject json = StrictJson.read(Base64Url.decode(Armor.ROOT.unwrap(text)));
    json.requireVersion(Set.of("v", "crit", "id", "vendor", "demo", "ed25519", "mldsa65"));
    return new Root(
        Kid.check(json.text("id", 63)),
        json.text("vendor", 200),
        json.flag("demo"),
        Crypto.ED25519.publicKey(json.text("ed25519", 200)),
        Crypto.ML_DSA_65.publicKey(json.text("mldsa65", 4000)));
  }

  /** The armored text that {@link #read} takes. */
  public String armored() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("v", 1);
    json.put("id", id);
    json.put("vendor", vendor);
    json.put("demo", demo);
    json.put("ed25519", Base64Url.encode(ed25519.getEncoded()));
    json.put("mldsa65", Base64Url.encode(mlDsa65.getEncoded()));
    return Armor.ROOT.wrap(Base64Url.encode(JsonText.of(json)));
  }

  /**
   * The payload of a text that this root has signed: {@code header.payload.ed25519.mldsa65}, each
   * signature over the domain ({@code <type>/1} and a line feed) and {@code header.payload}.
   */
  JsonObject verified(Armor armor, String type, String text) throws Refusal {
    List<String> parts = armor.parts(text, 4);
    if (!parts.get(0).equals(Kid.header(ALGORITHM, id, type))) {
      throw Kid.refusal(parts.get(0), ALGORITHM, type);
    }
    byte[] payload = Base64Url.decode(parts.get(1));
    byte[] signed = signed(type, parts.get(0), parts.get(1));
    byte[] classic = Base64Url.decode(parts.get(2));
    byte[] postQuantum = Base64Url.decode(parts.get(3));
    // Not short-circuit: both, always.
    if (!(Crypto.ED25519.verify(ed25519, signed, classic)
        & Crypto.ML_DSA_65.verify(mlDsa65, signed, postQuantum))) {
      throw new Refusal(
          Reason.BAD_SIGNATURE, "The signature is wrong: the text was changed or cut on its way");
    }
    return StrictJson.read(payload);
  }

  String sign(Armor armor, String type, String json, Signer classic, Signer postQuantum)
      throws GeneralSecurityException {
    String header = Kid.header(ALGORITHM, id, type);
    String payload = Base64Url.encode(json);
    byte[] signed = signed(type, header, payload);
    return armor.wrap(
        String.join(
            ".",
            header,
            payload,
            Base64Url.encode(classic.sign(signed)),
            Base64Url.encode(postQuantum.sign(signed))));
  }

  private static byte[] signed(String type, String header, String payload) {
    return (type + "/1\n" + header + '.' + payload).getBytes(StandardCharsets.US_ASCII);
  }
}
