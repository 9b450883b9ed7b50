package org.postern.license.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

class SupplyTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  @Test
  void whatIsOlderThanTheBuildsOwnTrustIsNotTaken() throws Exception {
    Vendor vendor = new Vendor("example", false).key("k-2026").key("k-2027");
    // The build knows that a key is no more and a license is revoked.
    Trust builtIn =
        Trust.read(
            vendor.root().armored()
                + vendor.bundle(5, vendor.active("k-2027"))
                + vendor.revocations(3, Licenses.OTHER_LID));
    String license = vendor.issue(Licenses.year(Licenses.LID, NOW), "k-2026");
    for (int[] serials : new int[][] {{4, 2}, {5, 3}}) {
      Supply older =
          Supply.read(
              Supply.text(
                  license,
                  Optional.of(vendor.bundle(serials[0])),
                  Optional.of(vendor.revocations(serials[1]))),
              builtIn);
      assertEquals(builtIn, older.trust());
    }
    Supply newer =
        Supply.read(
            Supply.text(license, Optional.of(vendor.bundle(6)), Optional.of(vendor.revocations(4))),
            builtIn);
    assertEquals(6, newer.trust().bundle().serial());
    assertEquals(4, newer.trust().revocations().serial());
  }
}
