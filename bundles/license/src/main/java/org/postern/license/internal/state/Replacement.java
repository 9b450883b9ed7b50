package org.postern.license.internal.state;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.postern.license.token.License;
import org.postern.license.token.Verdict;

/** Whether one license may quietly take another's place. */
final class Replacement {

  private Replacement() {}

  /**
   * @param before what is in force, or was
   * @param after what shall be
   */
  static void check(Verdict before, Verdict after, int seatsUsed) throws Held {
    License fresh = after.license().orElseThrow();
    License old = before.license().orElse(null);
    if (old == null || old.lid().equals(fresh.lid())) {
      return;
    }
    if (fresh.issuedAt().isBefore(old.issuedAt())) {
      throw new Held(
          "older-than-current",
          "This license was issued at "
              + fresh.issuedAt()
              + ", before the one that is installed ("
              + old.issuedAt()
              + "): repeat with acknowledge=true (--acknowledge) if it shall replace it",
          List.of());
    }
    List<String> losses = before.state().on() ? losses(old, fresh, seatsUsed) : List.of();
    if (!losses.isEmpty()) {
      throw new Held(
          "acknowledgement-required",
          "This license takes something away: repeat with acknowledge=true (--acknowledge) if it shall",
          losses);
    }
  }

  private static List<String> losses(License old, License fresh, int seatsUsed) {
    List<String> losses = new ArrayList<>();
    Set<String> features = new TreeSet<>(old.features());
    features.removeAll(fresh.features());
    features.forEach(feature -> losses.add("It does not include " + feature + "."));
    OptionalInt seats = fresh.seats();
    if (seats.isPresent()
        && (old.seats().isEmpty() || old.seats().getAsInt() > seats.getAsInt())
        && seatsUsed > seats.getAsInt()) {
      losses.add("It has " + seats.getAsInt() + " seats; " + seatsUsed + " are in use.");
    }
    return losses;
  }
}
