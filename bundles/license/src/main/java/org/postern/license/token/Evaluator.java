package org.postern.license.token;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says what a license is worth: a pure function, the same in server, gate and tool. */
public final class Evaluator {

  private Evaluator() {}

  /**
   * Verifies and evaluates. Never throws: a token that can't be verified for any reason is LAPSED.
   *
   * @param token the armored text; empty for none
   */
  public static Verdict evaluate(Optional<String> token, Trust trust, Circumstances at) {
    if (token.isEmpty()) {
      return new Verdict(
          State.BASE, Reason.NONE, "", Optional.empty(), flags(at), Optional.empty());
    }
    try {
      return evaluate(LicenseToken.verify(token.get(), trust), trust, at);
    } catch (Refusal e) {
      return unverified(e.reason(), e.getMessage(), at);
    } catch (RuntimeException e) {
      return unverified(
          Reason.BAD_SIGNATURE, "The license can't be verified: " + e.getMessage(), at);
    }
  }

  /** Evaluates a license whose signature has been verified with this trust. */
  public static Verdict evaluate(LicenseToken token, Trust trust, Circumstances at) {
    License license = token.license();
    Optional<Refusal> standing = standing(license, trust, at);
    if (standing.isPresent()) {
      Refusal why = standing.get();
      return verdict(token, State.LAPSED, why.reason(), why.getMessage(), at);
    }
    Instant now = at.now();
    if (now.isBefore(license.notBefore())) {
      return verdict(
          token,
          State.PENDING,
          Reason.NOT_YET_VALID,
          "The license begins at " + license.notBefore() + "; check the clock if that has passed",
          at);
    }
    if (reached(license.offAt(), now)) {
      return verdict(
          token,
          State.LAPSED,
          Reason.EXPIRED,
          "The license ended at " + license.expires().orElseThrow() + ": install a renewal",
          at);
    }
    State state =
        reached(license.expires(), now)
            ? State.GRACE
            : reached(license.warnAt(), now) ? State.EXPIRING : State.ACTIVE;
    return verdict(token, state, Reason.NONE, "", at);
  }

  private static Verdict unverified(Reason reason, String detail, Circumstances at) {
    return new Verdict(State.LAPSED, reason, detail, Optional.empty(), flags(at), Optional.empty());
  }

  /** What no passing of time can mend. */
  private static Optional<Refusal> standing(License license, Trust trust, Circumstances at) {
    if (!license.product().equals(License.PRODUCT)) {
      return refused(Reason.WRONG_PRODUCT, "The license is for another product");
    }
    if (trust.revocations().names(license)) {
      return refused(Reason.REVOKED, "The license was revoked: ask the vendor for another");
    }
    // Compared with the build, not with the clock: no clock can end a perpetual license.
    if (license.maintenanceUntil().filter(at.buildDate()::isAfter).isPresent()) {
      return refused(
          Reason.MAINTENANCE_ENDED,
          "The license covers builds until "
              + license.maintenanceUntil().orElseThrow()
              + "; this one is of "
              + at.buildDate()
              + ": renew maintenance, or go back to an older build");
    }
    if (at.domains().filter(served -> !bound(license, served)).isPresent()) {
      return refused(
          Reason.BINDING_MISMATCH,
          "The license is for the domains "
              + String.join(", ", license.domains())
              + ", and none of them is here: add the domain first, or ask the vendor");
    }
    return Optional.empty();
  }

  private static boolean bound(License license, Set<String> served) {
    return license.domains().isEmpty()
        || license.domains().stream()
            .anyMatch(domain -> served.contains(domain.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Refusal> refused(Reason reason, String message) {
    return Optional.of(new Refusal(reason, message));
  }

  private static Verdict verdict(
      LicenseToken token, State state, Reason reason, String detail, Circumstances at) {
    License license = token.license();
    Set<Flag> flags = flags(at);
    if (state.on() && license.seats().isPresent() && at.seatsUsed() > license.seats().getAsInt()) {
      flags.add(Flag.OVER_SEATS);
    }
    if (!license.installs().isEmpty()
        && at.installId().filter(id -> !license.installs().contains(id)).isPresent()) {
      flags.add(Flag.INSTALL_MISMATCH);
    }
    return new Verdict(state, reason, detail, Optional.of(token), flags, next(license, state, at));
  }

  private static Set<Flag> flags(Circumstances at) {
    return at.clockSuspect() ? EnumSet.of(Flag.CLOCK_SUSPECT) : EnumSet.noneOf(Flag.class);
  }

  private static Optional<Instant> next(License license, State state, Circumstances at) {
    return state == State.LAPSED
        ? Optional.empty()
        : Stream.of(
                Optional.of(license.notBefore()),
                license.warnAt(),
                license.expires(),
                license.offAt())
            .flatMap(Optional::stream)
            .filter(at.now()::isBefore)
            .min(Instant::compareTo);
  }

  private static boolean reached(Optional<Instant> boundary, Instant now) {
    return boundary.filter(it -> !now.isBefore(it)).isPresent();
  }
}
