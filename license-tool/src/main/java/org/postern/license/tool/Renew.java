package org.postern.license.tool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the license that follows another. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a license like another one, with an id of its own and new dates. It begins now, so that it can be installed"
          + " before the old one ends; installing it interrupts nobody. A renewed trial becomes commercial."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool renew vendor/licenses/01KB.lic --until 2029-01-31 --out key.lic",
      "  license-tool renew vendor/licenses/01KB.lic --until 2029-01-31 --seats 500 --out key.lic",
      "  license-tool renew perpetual.lic --maintenance-until 2029-12-31 --out key.lic"
    })
final class Renew implements Callable<Integer> {
  private static final int GRACE_DAYS = 14;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The license to follow; - for standard input.")
  private String file;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      converter = Dates.Until.class,
      description = "The new last day; needed unless the license is perpetual.")
  private Instant until;

  @Option(
      names = "--maintenance-until",
      paramLabel = "DATE",
      converter = Dates.Until.class,
      description = "Builds made after this day are not covered; default: as before.")
  private Instant maintenanceUntil;

  @Option(
      names = "--seats",
      paramLabel = "N",
      description = "Accounts that may use it; default: as before.")
  private Integer seats;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; default: standard output.")
  private Path out;

  @Mixin private Issuer issuer;

  @Override
  public Integer call() throws Exception {
    Issue.requireFree(out);
    // Only what was issued is renewed: a forged license must not become a real one.
    License old = LicenseToken.verify(Texts.read(file), issuer.trust()).license();
    if (old.expires().isPresent() && until == null) {
      throw new Failure(
          "The license ended or ends at " + old.expires().get() + ": give --until DATE");
    }
    boolean trial = old.type() == License.Type.TRIAL;
    Instant now = VendorFolder.now();
    License renewed =
        new License(
            Lids.next(now),
            old.product(),
            old.edition(),
            trial ? License.Type.COMMERCIAL : old.type(),
            old.customer(),
            now,
            now,
            Optional.ofNullable(until),
            old.warnDays(),
            trial ? GRACE_DAYS : old.graceDays(),
            maintenanceUntil == null ? old.maintenanceUntil() : Optional.of(maintenanceUntil),
            seats == null ? old.seats() : OptionalInt.of(seats),
            old.overPercent(),
            old.features(),
            old.domains(),
            old.installs());
    Issue.write(spec, issuer.issue(renewed, old.lid()), out);
    return Exit.OK;
  }
}
