package org.postern.license.internal.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.postern.license.gate.BelievedClock;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Trust;
import org.postern.license.token.Verdict;

/**
 * The license, without the key. Members of a license are null when there is none that could be
 * verified.
 *
 * @param reason why it is not in force, a stable code; null when it is, and in base
 * @param detail the reason for people
 * @param edition the one in force
 * @param offAt when it stops to open anything
 * @param daysLeft whole days until {@code expiresAt}; 0 after it
 * @param next when the state changes by time alone
 * @param time what the license is judged by
 * @param problems what is wrong with the server's own files
 */
public record LicenseView(
    String state,
    String reason,
    String detail,
    String edition,
    String lid,
    String type,
    CustomerView customer,
    Instant issuedAt,
    Instant notBefore,
    Instant expiresAt,
    Instant offAt,
    Instant maintenanceUntil,
    Long daysLeft,
    SeatsView seats,
    List<String> features,
    List<String> flags,
    List<String> domains,
    String kid,
    String fingerprint,
    Instant next,
    Instant time,
    TrustView trust,
    List<String> problems) {

  /** Who the license was made for. */
  public record CustomerView(String id, String name) {}

  /**
   * @param licensed null for any number
   * @param used accounts that may use what the license opens
   * @param overage how many of them are beyond {@code licensed}
   */
  public record SeatsView(Integer licensed, int used, int overage) {}

  /**
   * @param demo whether anybody can issue licenses for this build
   * @param warning what to know about a demo build; null otherwise
   */
  public record TrustView(
      String vendor, boolean demo, String warning, long serial, long revocations) {}

  static LicenseView of(LicenseKeeper keeper, Verdict verdict, int seatsUsed) {
    Optional<LicenseToken> token = verdict.token();
    Optional<License> license = verdict.license();
    BelievedClock.Time time = keeper.now();
    boolean on = verdict.state().on();
    Integer licensed =
        license.filter(it -> it.seats().isPresent()).map(it -> it.seats().getAsInt()).orElse(null);
    return new LicenseView(
        word(verdict.state()),
        verdict.reason().code().isEmpty() ? null : verdict.reason().code(),
        verdict.detail().isEmpty() ? null : verdict.detail() + ".",
        on ? license.orElseThrow().edition() : "base",
        license.map(License::lid).orElse(null),
        license.map(it -> it.type().code()).orElse(null),
        license.map(it -> new CustomerView(it.customer().id(), it.customer().name())).orElse(null),
        license.map(License::issuedAt).orElse(null),
        license.map(License::notBefore).orElse(null),
        license.flatMap(License::expires).orElse(null),
        license.flatMap(License::offAt).orElse(null),
        license.flatMap(License::maintenanceUntil).orElse(null),
        license.flatMap(License::expires).map(end -> daysLeft(time.reading(), end)).orElse(null),
        new SeatsView(
            licensed, seatsUsed, licensed == null ? 0 : Math.max(0, seatsUsed - licensed)),
        license.map(it -> List.copyOf(new TreeSet<>(it.features()))).orElse(List.of()),
        verdict.flags().stream().map(LicenseView::word).sorted().toList(),
        license.map(it -> List.copyOf(new TreeSet<>(it.domains()))).orElse(List.of()),
        token.map(LicenseToken::kid).orElse(null),
        token.map(LicenseToken::fingerprint).orElse(null),
        verdict.next().orElse(null),
        time.reading(),
        trust(keeper.trust()),
        keeper.problems());
  }

  private static TrustView trust(Trust trust) {
    boolean demo = trust.root().demo();
    return new TrustView(
        trust.root().vendor(),
        demo,
        demo
            ? "DEMO BUILD: it trusts the public demo key, so that anybody can issue licenses for it."
                + " Build with -Dpostern.trust=FILE for a vendor of your own."
            : null,
        trust.bundle().serial(),
        trust.revocations().serial());
  }

  private static long daysLeft(Instant now, Instant end) {
    return Math.max(0, Duration.between(now, end).toDays());
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
