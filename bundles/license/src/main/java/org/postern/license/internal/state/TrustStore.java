package org.postern.license.internal.state;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.license.internal.state.LicenseFiles.Name;
import org.postern.license.token.Reason;
import org.postern.license.token.Refusal;
import org.postern.license.token.RevocationList;
import org.postern.license.token.Trust;
import org.postern.license.token.TrustBundle;

/**
 * Which keys are trusted and which licenses are revoked: what is built in, and what has been taken
 * since. Guarded by the keeper.
 */
final class TrustStore {
  private final LicenseFiles files;
  private Trust trust;
  private Optional<String> newerBundle = Optional.empty();
  private Optional<String> newerRevocations = Optional.empty();

  /**
   * @param problems takes what is wrong with the files; the built-in trust counts then
   */
  TrustStore(Trust builtIn, LicenseFiles files, List<String> problems) {
    this.files = files;
    this.trust = builtIn;
    try {
      Optional<String> kept = files.read(Name.TRUST);
      if (kept.isPresent()) {
        useBundle(kept.get());
      }
    } catch (IOException | Refusal e) {
      problems.add("data/license/trust.txt is not used: " + e.getMessage());
    }
    try {
      Optional<String> kept = files.read(Name.REVOCATIONS);
      if (kept.isPresent()) {
        useRevocations(kept.get());
      }
    } catch (IOException | Refusal e) {
      problems.add("data/license/revocations.txt is not used: " + e.getMessage());
    }
  }

  Trust trust() {
    return trust;
  }

  /** The bundle's text when it is newer than the built-in one. */
  Optional<String> newerBundle() {
    return newerBundle;
  }

  Optional<String> newerRevocations() {
    return newerRevocations;
  }

  void takeBundle(String text) throws Refusal, IOException {
    TrustBundle bundle = TrustBundle.verify(text, trust.root());
    if (bundle.serial() < trust.bundle().serial()) {
      throw tooOld("trust bundle", bundle.serial(), trust.bundle().serial());
    }
    if (bundle.serial() > trust.bundle().serial()) {
      files.write(Name.TRUST, text);
      useBundle(text);
    }
  }

  void takeRevocations(String text) throws Refusal, IOException {
    RevocationList list = RevocationList.verify(text, trust.root());
    if (list.serial() < trust.revocations().serial()) {
      throw tooOld("revocation list", list.serial(), trust.revocations().serial());
    }
    if (list.serial() > trust.revocations().serial()) {
      files.write(Name.REVOCATIONS, text);
      useRevocations(text);
    }
  }

  private void useBundle(String text) throws Refusal {
    Trust with = trust.with(TrustBundle.verify(text, trust.root()));
    if (with != trust) {
      trust = with;
      newerBundle = Optional.of(text);
    }
  }

  private void useRevocations(String text) throws Refusal {
    Trust with = trust.with(RevocationList.verify(text, trust.root()));
    if (with != trust) {
      trust = with;
      newerRevocations = Optional.of(text);
    }
  }

  private static Refusal tooOld(String what, long serial, long current) {
    return new Refusal(
        Reason.SERIAL_TOO_OLD,
        "The " + what + " has the serial " + serial + "; " + current + " is in force");
  }
}
