package org.postern.license.token;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The vendor's leave for one server to set its stored clock mark back: it ran with a clock far
 * ahead for so long that it believed it.
 *
 * @param install the server's install id
 * @param mark what the mark becomes
 * @param serial 1 or more; a server takes only one that is higher than the last it took, so that a
 *     reset can't be used twice
 */
public record ClockReset(String install, Instant mark, long serial, Instant issuedAt) {
  private static final String TYPE = "postern-clock+jws";

  /**
   * Verifies an armored {@code POSTERN CLOCK}, signed like a license by an issuing key that is not
   * retired; its payload is {@code {"v":1,"install","mark","serial","iat"}}.
   *
   * @throws Refusal as {@link LicenseToken#verify}
   */
  public static ClockReset verify(String text, Trust trust) throws Refusal {
    Jws jws = Jws.verify(Armor.CLOCK, TYPE, text, trust.bundle());
    if (jws.key().status() != IssuingKey.Status.ACTIVE) {
      throw new Refusal(
          Reason.UNKNOWN_KEY,
          "It is signed with the key " + jws.key().kid() + ", which is retired: ask for a new one");
    }
    JsonObject json = StrictJson.read(jws.payload());
    json.requireVersion(Set.of("v", "crit", "install", "mark", "serial", "iat"));
    return new ClockReset(
        json.text("install", 64),
        json.instant("mark"),
        json.number("serial", 1, Long.MAX_VALUE),
        json.instant("iat"));
  }

  /** Makes the armored text that {@link #verify} takes. */
  public String sign(String kid, Signer signer) throws GeneralSecurityException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("v", 1);
    json.put("install", install);
    json.put("mark", mark.getEpochSecond());
    json.put("serial", serial);
    json.put("iat", issuedAt.getEpochSecond());
    return Jws.sign(Armor.CLOCK, TYPE, JsonText.of(json), kid, signer);
  }
}
