package org.postern.license.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a license. */
@Command(
    name = "issue",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a license and prints it, or writes it to --out. A copy goes to licenses/ in the vendor's folder and a line"
          + " into the ledger (not with --demo).",
      "",
      "Without --until a license is perpetual; --maintenance-until limits which builds it covers, and no clock can end"
          + " it. With --trial it ends after so many days, without grace."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool issue --demo --edition pro --customer 'Example Ltd' --out key.lic",
      "  license-tool issue --edition pro --customer 'Example Ltd' --seats 250 --until 2028-01-31 --out key.lic",
      "  license-tool issue --edition pro --customer 'Example Ltd' --trial 30d --out trial.lic",
      "  license-tool issue --edition pro --customer 'Example Ltd' --request request.json --bind domain --out key.lic",
      "  license-tool issue --edition pro --customer 'Example Ltd' --maintenance-until 2027-12-31 --out perpetual.lic"
    })
final class Issue implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--edition",
      paramLabel = "NAME",
      required = true,
      description = "What is sold, for example pro.")
  private String edition;

  @Option(
      names = "--customer",
      paramLabel = "NAME",
      required = true,
      description = "Who it is for, as it is shown.")
  private String customer;

  @Option(
      names = "--customer-id",
      paramLabel = "ID",
      defaultValue = "",
      description = "The customer's number in your books.")
  private String customerId;

  @Option(
      names = "--feature",
      paramLabel = "NAME",
      defaultValue = "imap",
      description = "What it opens; may be given several times; default: ${DEFAULT-VALUE}.")
  private List<String> features;

  @Option(
      names = "--seats",
      paramLabel = "N",
      description = "Accounts that may use it; default: any number.")
  private Integer seats;

  @Option(
      names = "--over",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description =
          "How far seats may be exceeded before new ones are refused; default: ${DEFAULT-VALUE}.")
  private int over;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      converter = Dates.From.class,
      description = "When it begins; default: now.")
  private Instant from;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      converter = Dates.Until.class,
      description = "The last day, in UTC, or an instant; default: perpetual.")
  private Instant until;

  @Option(
      names = "--trial",
      paramLabel = "DAYS",
      converter = Dates.Days.class,
      description = "A trial of so many days, for example 30d.")
  private Duration trial;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "commercial",
      description =
          "commercial, nfr (not for resale) or internal; default: ${DEFAULT-VALUE}. A trial is made"
              + " with --trial.")
  private String type;

  @Option(
      names = "--warn",
      paramLabel = "DAYS",
      converter = Dates.Days.class,
      defaultValue = "30d",
      description = "How long before the end warnings begin; default: ${DEFAULT-VALUE}.")
  private Duration warn;

  @Option(
      names = "--grace",
      paramLabel = "DAYS",
      converter = Dates.Days.class,
      defaultValue = "14d",
      description = "How long it goes on after the end; default: ${DEFAULT-VALUE}.")
  private Duration grace;

  @Option(
      names = "--maintenance-until",
      paramLabel = "DATE",
      converter = Dates.Until.class,
      description = "Builds made after this day are not covered; default: all are.")
  private Instant maintenanceUntil;

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description =
          "What the server says of itself (postern license request), - for standard input; for"
              + " --bind.")
  private String request;

  @Option(
      names = "--bind",
      paramLabel = "TO",
      split = ",",
      description =
          "Binds it to the request's domain (the license lapses where none of them is served) or"
              + " install (another one is only reported); both: --bind domain,install.")
  private Set<Binding> bind = Set.of();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "Binds it to this domain; may be given several times.")
  private List<String> domains = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; default: standard output.")
  private Path out;

  @Mixin private Issuer issuer;

  /** What a license may be bound to. */
  enum Binding {
    domain,
    install
  }

  @Override
  public Integer call() throws Exception {
    requireFree(out);
    write(spec, issuer.issue(license(), ""), out);
    return Exit.OK;
  }

  /** Before a license is issued, not after. */
  static void requireFree(Path out) throws Failure {
    if (out != null && Files.exists(out)) {
      throw new Failure(out + " exists already; nothing was issued.");
    }
  }

  static void write(CommandSpec spec, LicenseToken token, Path out) throws Exception {
    if (out == null) {
      spec.commandLine().getOut().print(token.text());
      spec.commandLine().getOut().flush();
      return;
    }
    Texts.create(out, token.text());
    spec.commandLine()
        .getOut()
        .printf(
            "License %s for %s is in %s. Install it: postern license install %s%n",
            token.license().lid(), token.license().customer().name(), out, out);
  }

  private License license() throws Exception {
    if (trial != null && until != null) {
      throw new Failure("--trial and --until exclude each other");
    }
    if (trial != null && trial.isZero()) {
      throw new Failure("A trial has one day at least: --trial 30d");
    }
    if (request == null && !bind.isEmpty()) {
      throw new Failure("--bind needs the --request of the server");
    }
    Request asked = request == null ? null : Request.read(request);
    Set<String> boundDomains = new LinkedHashSet<>(domains);
    if (bind.contains(Binding.domain)) {
      boundDomains.addAll(asked.domains());
      if (boundDomains.isEmpty()) {
        throw new Failure("The request names no domain to bind to");
      }
    }
    Instant now = VendorFolder.now();
    Instant begins = from == null ? now : from;
    return new License(
        Lids.next(now),
        License.PRODUCT,
        edition,
        trial != null ? License.Type.TRIAL : type(),
        new License.Customer(customerId, customer),
        now,
        begins,
        trial != null ? Optional.of(begins.plus(trial)) : Optional.ofNullable(until),
        (int) warn.toDays(),
        trial != null ? 0 : (int) grace.toDays(),
        Optional.ofNullable(maintenanceUntil),
        seats == null ? OptionalInt.empty() : OptionalInt.of(seats),
        over,
        Set.copyOf(features),
        boundDomains,
        bind.contains(Binding.install) ? Set.of(asked.installId()) : Set.of());
  }

  private License.Type type() throws Failure {
    return switch (type) {
      case "commercial" -> License.Type.COMMERCIAL;
      case "nfr" -> License.Type.NFR;
      case "internal" -> License.Type.INTERNAL;
      default -> throw new Failure("--type is commercial, nfr or internal, not \"" + type + "\"");
    };
  }
}
