package org.postern.license.internal.state;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postern.license.gate.BelievedClock;
import org.postern.license.gate.ClockMark;
import org.postern.license.internal.state.LicenseFiles.Name;
import org.postern.license.token.Build;
import org.postern.license.token.Circumstances;
import org.postern.license.token.ClockReset;
import org.postern.license.token.Evaluator;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.Supply;
import org.postern.license.token.Trust;
import org.postern.license.token.Verdict;

/**
 * The license of this server: takes one, gives it up, and knows at any moment what it is worth.
 * Whatever is wrong with its files, there is a state, and a sentence for the administrator.
 *
 * <p>Thread-safe; changes are one after the other, and each is on disk before it counts.
 */
public final class LicenseKeeper {
  private static final Duration MARK_EVERY = Duration.ofHours(1);

  /** While the machine's clock is not believed: a day of that counts over restarts. */
  private static final Duration LEAP_EVERY = Duration.ofMinutes(10);

  private final Build build;
  private final LicenseFiles files;
  private final Surroundings around;
  private final Listener listener;
  private final String installId;
  private final TrustStore trust;
  private final BelievedClock clock;
  private final List<String> problems = new ArrayList<>();
  // As it is on disk; empty when it is not there.
  private Optional<ClockMark> mark;
  private Optional<String> text = Optional.empty();
  private Optional<LicenseToken> token = Optional.empty();
  private Verdict verdict;

  /** Is told of every change, in order, with the keeper's lock held: takes note and returns. */
  public interface Listener {

    /**
     * @param supply what gates may have now ({@link Supply}); empty when nothing is in force
     */
    void changed(Verdict before, Verdict after, Optional<String> supply);
  }

  public LicenseKeeper(
      Build build,
      LicenseFiles files,
      Surroundings around,
      Supplier<Instant> machine,
      LongSupplier nanos,
      Listener listener) {
    this.build = build;
    this.files = files;
    this.installId = InstallId.of(files, problems);
    this.around = around;
    this.listener = listener;
    this.trust = new TrustStore(build.trust(), files, problems);
    this.mark = readMark();
    this.clock = new BelievedClock(mark, build.date(), machine, nanos);
    this.text = read(Name.LICENSE);
    verify();
    this.verdict = judge();
    keepMark(verdict);
    tell(verdict);
  }

  private Optional<ClockMark> readMark() {
    Optional<String> kept = read(Name.CLOCK);
    Optional<ClockMark> read = kept.flatMap(ClockMark::read);
    if (kept.isPresent() && read.isEmpty()) {
      problems.add("data/license/clock.txt is damaged; the machine's clock is believed instead.");
    }
    return read;
  }

  private Optional<String> read(Name name) {
    try {
      return files.read(name);
    } catch (IOException e) {
      problems.add("A file of data/license can't be read: " + e.getMessage());
      // Not the same as none: the license is there and can't be used.
      return name == Name.LICENSE ? Optional.of("") : Optional.empty();
    }
  }

  // What is asked

  public synchronized Verdict verdict() {
    return verdict;
  }

  public String installId() {
    return installId;
  }

  public Build build() {
    return build;
  }

  /** Which keys are trusted and which licenses are revoked now. */
  public synchronized Trust trust() {
    return trust.trust();
  }

  /** What is wrong with the files; each a sentence. */
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** The time believed. */
  public BelievedClock.Time now() {
    return clock.now();
  }

  /** What the text would be worth, were it installed. */
  public synchronized Verdict preview(String candidate) throws Refusal {
    return inForce(LicenseToken.verify(candidate, trust.trust()));
  }

  // What changes

  /**
   * Looks at the clock and the surroundings again.
   *
   * @return how long the answer holds if nothing else happens; at most an hour
   */
  public synchronized Duration refresh() {
    change();
    Instant now = clock.now().reading();
    Duration most = markEvery();
    return verdict
        .next()
        .map(next -> Duration.between(now, next))
        .filter(until -> until.compareTo(most) < 0)
        .orElse(most);
  }

  /**
   * Takes a license in place of the one there is.
   *
   * @param acknowledged whether it may take something away
   * @throws Refusal when it is not in force; the old one stays
   * @throws IOException when it can't be kept; the old one stays
   */
  public synchronized Verdict install(String candidate, boolean acknowledged, boolean dryRun)
      throws Refusal, Held, IOException {
    LicenseToken fresh = LicenseToken.verify(candidate, trust.trust());
    clock.witnessed(fresh.license().issuedAt());
    Verdict worth = inForce(fresh);
    if (!acknowledged) {
      Replacement.check(verdict, worth, around.seatsUsed());
    }
    if (dryRun) {
      return worth;
    }
    // The one that is there is written again too: its file may be damaged, and what it is worth
    // may have changed since anybody looked.
    files.write(Name.LICENSE, candidate);
    text = Optional.of(candidate);
    token = Optional.of(fresh);
    problems.removeIf(problem -> problem.contains("license.txt"));
    change();
    return verdict;
  }

  public synchronized Verdict remove() throws IOException {
    files.delete(Name.LICENSE);
    problems.removeIf(problem -> problem.contains("license.txt"));
    text = Optional.empty();
    token = Optional.empty();
    change();
    return verdict;
  }

  /**
   * Takes a trust bundle that is not older than the one in force; answers what is trusted then.
   *
   * @throws Refusal when it is older or not the root's; nothing has changed
   */
  public synchronized Trust takeTrust(String candidate) throws Refusal, IOException {
    trust.takeBundle(candidate);
    verify();
    change();
    return trust.trust();
  }

  /** As {@link #takeTrust}, of a revocation list. */
  public synchronized Trust takeRevocations(String candidate) throws Refusal, IOException {
    trust.takeRevocations(candidate);
    change();
    return trust.trust();
  }

  /** Sets the clock mark as the vendor allows it, once. */
  public synchronized ClockReset resetClock(String candidate) throws Refusal, IOException {
    ClockReset reset = ClockReset.verify(candidate, trust.trust());
    if (!reset.install().equals(installId)) {
      throw new Refusal(
          Reason.BINDING_MISMATCH,
          "The clock reset is for another installation; this one is " + installId);
    }
    if (reset.serial() <= resetSerial()) {
      throw new Refusal(Reason.SERIAL_TOO_OLD, "This clock reset, or a later one, was used before");
    }
    ClockMark fresh = new ClockMark(reset.mark(), reset.serial(), Duration.ZERO);
    files.write(Name.CLOCK, fresh.text());
    mark = Optional.of(fresh);
    clock.reset(reset.mark());
    change();
    return reset;
  }

  /** Whether a trial has been begun here. */
  public synchronized boolean trialUsed() {
    try {
      return files.read(Name.TRIAL).isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Installs the trial, and notes that it was.
   *
   * @throws IOException when either can't be kept; nothing has changed
   */
  public synchronized Verdict beginTrial(String key) throws Refusal, Held, IOException {
    preview(key);
    files.write(Name.TRIAL, "used\n");
    try {
      return install(key, true, false);
    } catch (IOException e) {
      files.delete(Name.TRIAL);
      throw e;
    }
  }

  /** Keeps the time for the next start. */
  public synchronized void close() {
    if (clock.settled()) {
      writeMark();
    }
  }

  private Verdict inForce(LicenseToken candidate) throws Refusal {
    Verdict worth = Evaluator.evaluate(candidate, trust.trust(), circumstances(candidate));
    if (!worth.state().on()) {
      throw new Refusal(worth.reason(), worth.detail());
    }
    return worth;
  }

  private void verify() {
    token = text.flatMap(this::verified);
  }

  private Optional<LicenseToken> verified(String armored) {
    try {
      return Optional.of(LicenseToken.verify(armored, trust.trust()));
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  private Verdict judge() {
    return token.isPresent()
        ? Evaluator.evaluate(token.get(), trust.trust(), circumstances(token.get()))
        // Also says why a text can't be verified.
        : Evaluator.evaluate(
            text, trust.trust(), Circumstances.at(clock.now().reading(), build.date()));
  }

  private Circumstances circumstances(LicenseToken of) {
    BelievedClock.Time now = clock.now();
    return new Circumstances(
        now.reading(),
        build.date(),
        Optional.of(installId),
        of.license().domains().isEmpty() ? Optional.empty() : Optional.of(around.domains()),
        around.seatsUsed(),
        now.suspect());
  }

  private void change() {
    Verdict before = verdict;
    verdict = judge();
    keepMark(before);
    tell(before);
  }

  private void tell(Verdict before) {
    listener.changed(before, verdict, supply());
  }

  private Optional<String> supply() {
    return verdict.state().on()
        ? text.map(armored -> Supply.text(armored, trust.newerBundle(), trust.newerRevocations()))
        : Optional.empty();
  }

  /** No mark while no license was in force: nothing can be regained, and the clock may be wrong. */
  private void keepMark(Verdict before) {
    if (verdict.state().on()) {
      clock.settle();
    }
    if (clock.settled() && (before.state() != verdict.state() || markIsOld())) {
      writeMark();
    }
  }

  private boolean markIsOld() {
    Instant old = clock.now().reading().minus(markEvery());
    return mark.filter(it -> it.mark().isAfter(old)).isEmpty();
  }

  private Duration markEvery() {
    return clock.leaping().isPositive() ? LEAP_EVERY : MARK_EVERY;
  }

  private long resetSerial() {
    return mark.map(ClockMark::resetSerial).orElse(0L);
  }

  private void writeMark() {
    ClockMark fresh = new ClockMark(clock.now().reading(), resetSerial(), clock.leaping());
    try {
      files.write(Name.CLOCK, fresh.text());
      mark = Optional.of(fresh);
    } catch (IOException e) {
      String problem = "data/license/clock.txt can't be written; is the disk full?";
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
    }
  }
}
