package org.postern.license.token;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that may issue licenses, signed by the root. Of two bundles the one with the higher
 * serial counts; a key that is in it no more is not trusted any more.
 *
 * @param serial 1 or more; grows with every bundle of a root
 */
public record TrustBundle(long serial, Instant issuedAt, List<IssuingKey> keys) {
  private static final String TYPE = "postern-trust+jws";

  public TrustBundle {
    keys = List.copyOf(keys);
  }

  /**
   * Verifies an armored {@code POSTERN TRUST}; its payload is {@code
   * {"v":1,"serial","iat","keys":[{"kid","alg":"Ed25519","key","status":"active|retired","honors":[
   * fingerprint]}]}}.
   *
   * @throws Refusal {@code malformed}, {@code unknown-key}, {@code demo-key}, {@code
   *     bad-signature}, {@code unsupported-version}
   */
  public static TrustBundle verify(String text, Root root) throws Refusal {
    JsonObject json = root.verified(Armor.TRUST, TYPE, text);
    json.requireVersion(Set.of("v", "crit", "serial", "iat", "keys"));
    List<IssuingKey> keys = new ArrayList<>();
    Set<String> kids = new HashSet<>();
    for (JsonObject key : json.objects("keys")) {
      IssuingKey issuing = IssuingKey.read(key);
      if (!kids.add(issuing.kid())) {
        throw Refusal.malformed("The trust bundle names a key twice");
      }
      if (issuing.kid().startsWith(Kid.DEMO) != root.demo()) {
        throw Refusal.malformed("Key ids of the demo vendor begin with demo-, and only they");
      }
      keys.add(issuing);
    }
    return new TrustBundle(json.number("serial", 1, Long.MAX_VALUE), json.instant("iat"), keys);
  }

  /** The armored text that {@link #verify} takes. */
  public String sign(Root root, Signer classic, Signer postQuantum)
      throws GeneralSecurityException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("v", 1);
    json.put("serial", serial);
    json.put("iat", issuedAt.getEpochSecond());
    json.put("keys", keys.stream().map(IssuingKey::json).toList());
    return root.sign(Armor.TRUST, TYPE, JsonText.of(json), classic, postQuantum);
  }
}
