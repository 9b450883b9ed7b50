package org.postern.license.gate;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.postern.license.token.Build;
import org.postern.license.token.Circumstances;
import org.postern.license.token.Evaluator;
import org.postern.license.token.License;
import org.postern.license.token.Refusal;
import org.postern.license.token.State;
import org.postern.license.token.Supply;
import org.postern.license.token.Verdict;

/**
 * The proof that a license is in force: there is none without. Registered by the gate as a service
 * while the bundle is open, for the bundle's own components.
 *
 * @param supply a license with what is needed to verify it ({@link Supply})
 */
public record Admission(String supply) {
  private static final Build BUILD = Build.embedded();
  private static final GateClock CLOCK =
      new GateClock(Admission::mark, BUILD.date(), Instant::now, System::nanoTime);

  /**
   * @throws SecurityException when the license is not in force; its message says why and what to do
   */
  public Admission {
    verdict(supply);
  }

  /**
   * Whether the license grants the feature now; verified anew, so not for a hot path.
   *
   * @throws SecurityException when the license is not in force any more
   */
  public boolean grants(String feature) {
    return verdict(supply).grants(feature);
  }

  /** When the license ends, with its grace; empty for never. */
  Optional<Instant> until() {
    return verdict(supply).license().flatMap(License::offAt);
  }

  Set<String> features() {
    return verdict(supply).license().map(License::features).orElse(Set.of());
  }

  static Instant now() {
    return CLOCK.now();
  }

  /** The mark of the server that this bundle runs in; while it runs. */
  private static Optional<ClockMark> mark() {
    Bundle bundle = FrameworkUtil.getBundle(Admission.class);
    BundleContext context = bundle == null ? null : bundle.getBundleContext();
    String home = context == null ? null : context.getProperty("postern.home");
    return home == null ? Optional.empty() : ClockMark.in(Path.of(home));
  }

  /** The license is a secret of the customer. */
  @Override
  public String toString() {
    return "Admission";
  }

  private static Verdict verdict(String text) {
    Verdict verdict = evaluate(text);
    if (!verdict.state().on()) {
      throw new SecurityException(verdict.detail());
    }
    return verdict;
  }

  private static Verdict evaluate(Supply supply, Instant now) {
    return Evaluator.evaluate(
        Optional.of(supply.license()), supply.trust(), Circumstances.at(now, BUILD.date()));
  }

  private static Verdict evaluate(String text) {
    if (text == null) {
      throw new SecurityException("no license is installed");
    }
    try {
      Supply supply = Supply.read(text, BUILD.trust());
      Instant now = CLOCK.now();
      Verdict verdict = evaluate(supply, now);
      if (verdict.state().on()) {
        CLOCK.settle();
      }
      // A machine that started with its clock years behind closes nothing: it is at least as late
      // as the vendor's signature says.
      return verdict.state() == State.PENDING
              && verdict.license().orElseThrow().issuedAt().isAfter(now)
          ? evaluate(supply, verdict.license().orElseThrow().issuedAt())
          : verdict;
    } catch (Refusal e) {
      throw new SecurityException(e.getMessage(), e);
    }
  }
}
