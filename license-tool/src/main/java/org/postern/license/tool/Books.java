package org.postern.license.tool;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.license.token.IssuingKey;

/**
 * What a ledger amounts to. Immutable.
 *
 * @param keys key ids in the order in which they were made, and whether they may still issue
 * @param issued licenses by lid
 * @param revoked when a lid was taken back
 * @param trustSerial the last trust bundle's, 0 before there is one; likewise the others
 */
record Books(
    Map<String, IssuingKey.Status> keys,
    Map<String, Issued> issued,
    Map<String, Instant> revoked,
    long trustSerial,
    long revocationsSerial,
    long clockSerial) {

  // The verbs of the ledger.
  static final String ROOT = "root-init";
  static final String KEY = "key-new";
  static final String TRUST = "trust-build";
  static final String ISSUE = "issue";
  static final String REVOKE = "revoke";
  static final String REVOCATIONS = "revocations";
  static final String RETIRE = "retire";
  static final String CLOCK = "clock-reset";

  /** A license that was made. */
  record Issued(String lid, String kid, String fingerprint, String customer) {}

  static Books of(List<Ledger.Entry> entries) {
    Map<String, IssuingKey.Status> keys = new LinkedHashMap<>();
    Map<String, Issued> issued = new LinkedHashMap<>();
    Map<String, Instant> revoked = new LinkedHashMap<>();
    long trust = 0;
    long revocations = 0;
    long clock = 0;
    for (Ledger.Entry entry : entries) {
      switch (entry.op()) {
        case KEY -> keys.put(entry.text("kid"), IssuingKey.Status.ACTIVE);
        case RETIRE -> keys.put(entry.text("kid"), IssuingKey.Status.RETIRED);
        case ISSUE ->
            issued.put(
                entry.text("lid"),
                new Issued(
                    entry.text("lid"),
                    entry.text("kid"),
                    entry.text("fingerprint"),
                    entry.text("customer")));
        case REVOKE -> revoked.putIfAbsent(entry.text("lid"), Instant.parse(entry.text("at")));
        case TRUST -> trust = entry.number("serial");
        case REVOCATIONS -> revocations = entry.number("serial");
        case CLOCK -> clock = entry.number("serial");
        default -> {
          // A newer tool's verb, or one that changes nothing here.
        }
      }
    }
    return new Books(keys, issued, revoked, trust, revocations, clock);
  }

  /** The licenses that a retired key goes on honoring. */
  Set<String> honors(String kid) {
    Set<String> fingerprints = new TreeSet<>();
    issued.values().stream()
        .filter(it -> it.kid().equals(kid) && !revoked.containsKey(it.lid()))
        .forEach(it -> fingerprints.add(it.fingerprint()));
    return fingerprints;
  }

  /** The newest key that may issue. */
  Optional<String> issuingKey() {
    return keys.entrySet().stream()
        .filter(it -> it.getValue() == IssuingKey.Status.ACTIVE)
        .map(Map.Entry::getKey)
        .reduce((_, last) -> last);
  }
}
