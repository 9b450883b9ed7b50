package org.postern.license.tool;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;

/** A license for people. */
final class Shown {
  private Shown() {}

  static void license(PrintWriter out, LicenseToken token) {
    License license = token.license();
    row(out, "License", license.lid());
    row(out, "Customer", license.customer().name() + id(license.customer().id()));
    row(out, "Product", license.product() + ", edition " + license.edition());
    row(out, "Type", license.type().code());
    row(out, "Opens", String.join(", ", new TreeSet<>(license.features())));
    row(
        out,
        "Seats",
        license.seats().isPresent()
            ? license.seats().getAsInt()
                + ", new ones refused above "
                + license.mostSeats().getAsInt()
            : "any number");
    row(out, "Issued", license.issuedAt().toString());
    row(out, "Begins", license.notBefore().toString());
    row(out, "Ends", text(license.expires(), "never"));
    if (license.expires().isPresent()) {
      row(out, "Warns from", text(license.warnAt(), ""));
      row(out, "Stops", text(license.offAt(), ""));
    }
    row(out, "Maintenance", text(license.maintenanceUntil(), "all builds"));
    if (!license.domains().isEmpty()) {
      row(out, "For domains", String.join(", ", new TreeSet<>(license.domains())));
    }
    if (!license.installs().isEmpty()) {
      row(out, "For installs", String.join(", ", new TreeSet<>(license.installs())));
    }
    row(out, "Signed with", token.kid() + " (the signature is right)");
    row(out, "Fingerprint", token.fingerprint());
  }

  static void row(PrintWriter out, String name, String value) {
    out.printf("%-13s %s%n", name, value);
  }

  private static String id(String id) {
    return id.isEmpty() ? "" : " (" + id + ")";
  }

  private static String text(Optional<Instant> at, String otherwise) {
    return at.map(Instant::toString).orElse(otherwise);
  }
}
