package org.postern.license.vendor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.postern.license.token.License;

/** Licenses for tests, changed one thing at a time. */
public final class Licenses {
  public static final String LID = "01KAS4Z5V8QJ3M0T7W6X9Y2B1C";
  public static final String OTHER_LID = "01KAS4Z5V8QJ3M0T7W6X9Y2B1D";

  private Licenses() {}

  /** A commercial license for a year from the instant, with 30 days' warning and 14 of grace. */
  public static License year(String lid, Instant from) {
    return new License(
        lid,
        "postern",
        "pro",
        License.Type.COMMERCIAL,
        new License.Customer("c-1", "Example GmbH"),
        from,
        from,
        Optional.of(from.plus(Duration.ofDays(365))),
        30,
        14,
        Optional.empty(),
        OptionalInt.of(10),
        10,
        Set.of("imap"),
        Set.of(),
        Set.of());
  }

  public static License expires(License it, Optional<Instant> expires) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        expires,
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  public static License begins(License it, Instant notBefore) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        notBefore,
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  public static License type(License it, License.Type type) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        type,
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  public static License product(License it, String product) {
    return new License(
        it.lid(),
        product,
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  public static License maintenance(License it, Instant until) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        Optional.of(until),
        it.seats(),
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  public static License seats(License it, OptionalInt seats) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        seats,
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  public static License features(License it, Set<String> features) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        features,
        it.domains(),
        it.installs());
  }

  public static License bound(License it, Set<String> domains, Set<String> installs) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        it.features(),
        domains,
        installs);
  }
}
