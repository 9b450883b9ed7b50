package org.postern.license;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What license is in force at a moment.
 *
 * @param reason why a license is not in force, as the REST API's codes have it; empty otherwise
 * @param detail the reason in a sentence that says what to do; empty otherwise
 * @param edition the edition in force, {@code base} without a license
 * @param features what is open, for example {@code imap}
 * @param next when this changes by time alone; empty for never
 */
public record LicenseStatus(
    State state,
    String reason,
    String detail,
    String edition,
    Set<String> features,
    Optional<Instant> next) {

  public LicenseStatus {
    features = Set.copyOf(features);
  }

  /** What a license makes of the server. */
  public enum State {
    /** None. */
    BASE,
    /** It begins later. */
    PENDING,
    ACTIVE,
    /** In force, and ends soon. */
    EXPIRING,
    /** Has ended, in force for a while longer. */
    GRACE,
    /** Not in force any more: exactly as without one. */
    LAPSED
  }
}
