package org.postern.license.token;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The licenses taken back, signed by the root. Of two lists the one with the higher serial counts.
 *
 * @param serial 1 or more, grows with every list of a root; 0 for {@link #NONE}
 * @param revoked {@link #nameOf} a lid, and when it was taken back: for people, a license on the
 *     list is revoked whatever the clock says
 */
public record RevocationList(long serial, Instant issuedAt, Map<String, Instant> revoked) {
  /** Before there is a list. */
  public static final RevocationList NONE = new RevocationList(0, Instant.EPOCH, Map.of());

  private static final String TYPE = "postern-revocations+jws";

  public RevocationList {
    revoked = Map.copyOf(revoked);
  }

  /** What stands for a lid, so that a list does not name customers' licenses: its SHA-256. */
  public static String nameOf(String lid) {
    return Crypto.sha256(lid);
  }

  public boolean names(License license) {
    return revoked.containsKey(nameOf(license.lid()));
  }

  /**
   * Verifies an armored {@code POSTERN REVOCATIONS}; its payload is {@code
   * {"v":1,"serial","iat","revoked":[{"lid":sha256,"at"}]}}.
   *
   * @throws Refusal as {@link TrustBundle#verify}
   */
  public static RevocationList verify(String text, Root root) throws Refusal {
    JsonObject json = root.verified(Armor.REVOCATIONS, TYPE, text);
    json.requireVersion(Set.of("v", "crit", "serial", "iat", "revoked"));
    Map<String, Instant> revoked = new TreeMap<>();
    for (JsonObject entry : json.objects("revoked")) {
      revoked.put(entry.text("lid", 43), entry.instant("at"));
    }
    return new RevocationList(
        json.number("serial", 1, Long.MAX_VALUE), json.instant("iat"), revoked);
  }

  /** The armored text that {@link #verify} takes. */
  public String sign(Root root, Signer classic, Signer postQuantum)
      throws GeneralSecurityException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("v", 1);
    json.put("serial", serial);
    json.put("iat", issuedAt.getEpochSecond());
    List<Map<String, Object>> entries = new ArrayList<>();
    new TreeMap<>(revoked)
        .forEach(
            (lid, at) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("lid", lid);
              entry.put("at", at.getEpochSecond());
              entries.add(entry);
            });
    json.put("revoked", entries);
    return root.sign(Armor.REVOCATIONS, TYPE, JsonText.of(json), classic, postQuantum);
  }
}
