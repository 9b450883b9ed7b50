package org.postern.license.internal.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.license.token.Build;
import org.postern.license.token.License;
import org.postern.license.token.Verdict;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

/** A keeper in a world whose clock, domains and accounts a test sets. */
final class World implements Surroundings {
  static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  static final License LICENSE = Licenses.year(Licenses.LID, NOW);
  static final Duration DAY = Duration.ofDays(1);
  static final String INSTALL = "0d5ec5a4-5a3b-4c39-8f0d-6a3f1e0b7c21";

  final List<String> changes = new ArrayList<>();
  final Path folder;
  final Vendor vendor;
  final Build build;
  Instant machine = NOW;
  long nanos;
  Set<String> domains = Set.of("example.test");
  int seats = 1;
  Optional<String> supply = Optional.empty();

  /** Of the server that was started last. */
  LicenseKeeper keeper;

  World(Path folder) throws Exception {
    this.folder = folder.resolve("license");
    vendor = new Vendor("example", false).key("k-2026").key("k-2025");
    build = new Build(vendor.trust(), Instant.parse("2026-12-01T00:00:00Z"));
    spoil(LicenseFiles.Name.INSTALL, INSTALL + "\n");
    boot();
  }

  /** Starts a server; one that ran before is as if killed. */
  LicenseKeeper boot() {
    keeper = new LicenseKeeper(build, files(), this, () -> machine, () -> nanos, this::changed);
    return keeper;
  }

  private void changed(Verdict before, Verdict after, Optional<String> offered) {
    supply = offered;
    if (before.state() != after.state()) {
      changes.add(before.state() + ">" + after.state());
    }
  }

  /** Installs a license as it is issued now. */
  void install(License license) throws Exception {
    keeper.install(issue(license), true, false);
  }

  String issue(License license) throws Exception {
    return vendor.issue(license, "k-2026");
  }

  /** Time passes, as it should. */
  void pass(Duration duration) {
    machine = machine.plus(duration);
    nanos += duration.toNanos();
    keeper.refresh();
  }

  LicenseFiles files() {
    return new LicenseFiles(folder);
  }

  void spoil(LicenseFiles.Name name, String text) throws IOException {
    files().write(name, text);
  }

  @Override
  public Set<String> domains() {
    return domains;
  }

  @Override
  public int seatsUsed() {
    return seats;
  }
}
