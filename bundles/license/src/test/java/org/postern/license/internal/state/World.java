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
import org.postern.license.token.Trust;
import org.postern.license.token.Verdict;

/** A keeper in a world whose clock, domains and accounts a test sets. */
public final class World implements Surroundings {
  public static final String INSTALL = "install-1";

  public final List<String> changes = new ArrayList<>();
  public Instant machine;
  public long nanos;
  public Set<String> domains = Set.of("example.test");
  public int seats = 1;
  public Optional<String> supply = Optional.empty();
  public final Path folder;
  private final Build build;

  public World(Path folder, Trust trust, Instant buildDate, Instant now) {
    this.folder = folder;
    this.build = new Build(trust, buildDate);
    this.machine = now;
  }

  /** Starts a server; one that ran before is as if killed. */
  public LicenseKeeper boot() {
    return new LicenseKeeper(
        build, new LicenseFiles(folder), INSTALL, this, () -> machine, () -> nanos, this::changed);
  }

  private void changed(Verdict before, Verdict after, Optional<String> offered) {
    supply = offered;
    if (before.state() != after.state()) {
      changes.add(before.state() + ">" + after.state());
    }
  }

  /** Time passes, as it should. */
  public World pass(Duration duration) {
    machine = machine.plus(duration);
    nanos += duration.toNanos();
    return this;
  }

  public LicenseFiles files() {
    return new LicenseFiles(folder);
  }

  public void spoil(LicenseFiles.Name name, String text) throws IOException {
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
