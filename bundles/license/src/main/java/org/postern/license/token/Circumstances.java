package org.postern.license.token;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Where a license is looked at; empty members are not compared.
 *
 * @param now the time that is believed
 * @param buildDate when this build was made; a license's maintenance must reach so far
 * @param installId the server's
 * @param domains the server's, canonical
 * @param seatsUsed how many accounts use what the license opens
 * @param clockSuspect whether the machine's clock says something else than {@code now}
 */
public record Circumstances(
    Instant now,
    Instant buildDate,
    Optional<String> installId,
    Optional<Set<String>> domains,
    int seatsUsed,
    boolean clockSuspect) {

  /** Where nothing is known but the time and the build: inside a gated bundle, in the tool. */
  public static Circumstances at(Instant now, Instant buildDate) {
    return new Circumstances(now, buildDate, Optional.empty(), Optional.empty(), 0, false);
  }
}
