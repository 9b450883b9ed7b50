package org.postern.license.token;

import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A key that licenses are signed with (Ed25519), as a trust bundle has it.
 *
 * @param kid its name in headers: lower-case letters, digits, dots and hyphens, 63 at most; {@code
 *     demo-...} for the demo vendor only
 * @param honors for a retired key the {@linkplain LicenseToken#fingerprint() fingerprints} of the
 *     licenses that stay in force; a whole license is named, not its lid, so that nobody who found
 *     the old key can put more into a listed lid
 */
public record IssuingKey(String kid, PublicKey key, Status status, Set<String> honors) {

  public IssuingKey {
    honors = Set.copyOf(honors);
  }

  /** Whether it may still issue. */
  public enum Status {
    ACTIVE,
    /** Honors only the licenses on its list, whatever date they carry. */
    RETIRED
  }

  static IssuingKey read(JsonObject json) throws Refusal {
    String algorithm = json.text("alg", 40);
    if (!algorithm.equals(Crypto.ED25519.algorithm())) {
      throw new Refusal(
          Reason.UNSUPPORTED_VERSION,
          "The trust bundle has a key of an algorithm unknown here: update the server");
    }
    Status status =
        switch (json.text("status", 20)) {
          case "active" -> Status.ACTIVE;
          case "retired" -> Status.RETIRED;
          default ->
              throw new Refusal(
                  Reason.UNSUPPORTED_VERSION,
                  "The trust bundle has a key of a status unknown here: update the server");
        };
    return new IssuingKey(
        Kid.check(json.text("kid", 63)),
        Crypto.ED25519.publicKey(json.text("key", 200)),
        status,
        new TreeSet<>(json.texts("honors", 43)));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kid", kid);
    json.put("alg", Crypto.ED25519.algorithm());
    json.put("key", Base64Url.encode(key.getEncoded()));
    json.put("status", status == Status.ACTIVE ? "active" : "retired");
    json.put("honors", new TreeSet<>(honors));
    return json;
  }
}
