package org.postern.license.token;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a license is worth in some circumstances.
 *
 * @param reason why it is not in force; {@link Reason#NONE} when it is, and in BASE
 * @param detail the reason in a sentence that says what to do; empty when there is none
 * @param token the license; empty when there is none or its signature is not right
 * @param next when the state changes by time alone; empty for never
 */
public record Verdict(
    State state,
    Reason reason,
    String detail,
    Optional<LicenseToken> token,
    Set<Flag> flags,
    Optional<Instant> next) {

  public Verdict {
    flags = Set.copyOf(flags);
  }

  public Optional<License> license() {
    return token.map(LicenseToken::license);
  }

  /** Whether a feature is open now. */
  public boolean grants(String feature) {
    return state.on() && license().filter(it -> it.features().contains(feature)).isPresent();
  }
}
