package org.postern.license.internal.osgi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.postern.admin.Editions;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.token.License;
import org.postern.license.token.Verdict;

/** What the license makes of this server, for the administration. */
public final class ServerEditions implements Editions {
  /** The feature that Pro brings. */
  public static final String IMAP = "imap";

  public static final String PRO = "pro";

  private final LicenseKeeper keeper;
  private final GatedBundles gated;
  private final Extender extender;
  private final Seats seats;

  ServerEditions(LicenseKeeper keeper, GatedBundles gated, Extender extender, Seats seats) {
    this.keeper = keeper;
    this.gated = gated;
    this.extender = extender;
    this.seats = seats;
  }

  @Override
  public String edition() {
    Verdict verdict = keeper.verdict();
    return verdict.state().on() ? verdict.license().map(License::edition).orElse("base") : "base";
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(new Capability(IMAP, state(IMAP), PRO));
  }

  /** How a feature is. */
  public State state(String feature) {
    List<Bundle> bundles = gated.of(Optional.of(feature));
    if (!keeper.verdict().grants(feature)) {
      return State.UNLICENSED;
    }
    if (bundles.isEmpty()) {
      return State.MISSING_BUNDLE;
    }
    return bundles.stream().allMatch(bundle -> obstacle(bundle).isEmpty())
        ? State.ACTIVE
        : State.DISABLED;
  }

  /** The bundles that a feature opens. */
  public List<Bundle> bundles(Optional<String> feature) {
    return gated.of(feature);
  }

  /** Why a bundle does not do its work; empty when it does. */
  public Optional<String> obstacle(Bundle bundle) {
    return gated.obstacle(bundle, extender.refusal(bundle));
  }

  public int seatsUsed() {
    return seats.recount();
  }

  @Override
  public Optional<Denial> enabling(String protocol) {
    if (!protocol.equals(IMAP)) {
      return Optional.empty();
    }
    Verdict verdict = keeper.verdict();
    if (!verdict.grants(IMAP)) {
      return Optional.of(
          new Denial(
              "edition-required",
              "IMAP needs the Pro edition: install a license that includes it (PUT /license).",
              PRO));
    }
    License license = verdict.license().orElseThrow();
    if (license.mostSeats().isPresent() && seats.recount() >= license.mostSeats().getAsInt()) {
      return Optional.of(
          new Denial(
              "seat-limit",
              "The license has "
                  + license.seats().orElseThrow()
                  + " seats, and all of them and the allowance are in use: turn IMAP off for"
                  + " somebody, or install a license with more.",
              PRO));
    }
    return Optional.empty();
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(keeper.problems());
    Verdict verdict = keeper.verdict();
    switch (verdict.state()) {
      case LAPSED, PENDING -> problems.add(verdict.detail() + ".");
      case GRACE ->
          problems.add(
              "The license has ended; it is in force until "
                  + verdict.license().flatMap(License::offAt).orElseThrow()
                  + ". Install a renewal.");
      case BASE, ACTIVE, EXPIRING -> {
        // As it should be.
      }
    }
    verdict
        .flags()
        .forEach(
            flag ->
                problems.add(
                    "The license is flagged "
                        + flag.name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + "; see /license."));
    return problems;
  }
}
