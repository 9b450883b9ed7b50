package org.postern.license.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

class EvaluatorTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant BUILD = Instant.parse("2026-06-01T00:00:00Z");
  private static final License LICENSE = Licenses.year(Licenses.LID, FROM);

  private Vendor vendor;
  private Trust trust;

  @BeforeEach
  void vendor() throws Exception {
    vendor = new Vendor("example", false).key("k-2026");
    trust = vendor.trust();
  }

  @ParameterizedTest
  @CsvSource({
    // State at a second, and the day since the beginning when it changes next.
    "-1, PENDING, NOT_YET_VALID, 0",
    "0, ACTIVE, NONE, 335",
    "28943999, ACTIVE, NONE, 335",
    "28944000, EXPIRING, NONE, 365",
    "31535999, EXPIRING, NONE, 365",
    "31536000, GRACE, NONE, 379",
    "32745599, GRACE, NONE, 379",
    "32745600, LAPSED, EXPIRED, -",
    "999999999, LAPSED, EXPIRED, -"
  })
  void timeDecidesToTheSecond(long second, State state, Reason reason, String next)
      throws Exception {
    Verdict verdict = at(LICENSE, FROM.plusSeconds(second));
    assertEquals(state, verdict.state());
    assertEquals(reason, verdict.reason());
    assertEquals(
        next.equals("-")
            ? Optional.empty()
            : Optional.of(FROM.plus(Duration.ofDays(Long.parseLong(next)))),
        verdict.next());
    assertEquals(state.on(), verdict.grants("imap"));
    assertTrue(!verdict.grants("jmap"));
  }

  @Test
  void aTrialHasNoGrace() throws Exception {
    License trial = Licenses.type(LICENSE, License.Type.TRIAL);
    assertEquals(State.EXPIRING, at(trial, FROM.plusSeconds(31_535_999)).state());
    assertEquals(State.LAPSED, at(trial, FROM.plusSeconds(31_536_000)).state());
  }

  @Test
  void aPerpetualLicenseNeverEnds() throws Exception {
    Verdict verdict =
        at(Licenses.expires(LICENSE, Optional.empty()), Instant.parse("9999-12-31T00:00:00Z"));
    assertEquals(State.ACTIVE, verdict.state());
    assertEquals(Optional.empty(), verdict.next());
  }

  @Test
  void maintenanceIsComparedWithTheBuildNotWithTheClock() throws Exception {
    assertEquals(State.ACTIVE, at(Licenses.maintenance(LICENSE, BUILD), FROM).state());
    Verdict ended = at(Licenses.maintenance(LICENSE, BUILD.minusSeconds(1)), FROM);
    assertEquals(State.LAPSED, ended.state());
    assertEquals(Reason.MAINTENANCE_ENDED, ended.reason());
  }

  @Test
  void anotherProductsLicenseIsNotForThis() throws Exception {
    assertEquals(Reason.WRONG_PRODUCT, at(Licenses.product(LICENSE, "other"), FROM).reason());
  }

  @Test
  void aRevokedLicenseIsNotInForceWhateverTheClockSays() throws Exception {
    trust = trust.with(RevocationList.verify(vendor.revocations(1, Licenses.LID), trust.root()));
    assertEquals(Reason.REVOKED, at(LICENSE, FROM).reason());
    assertEquals(State.ACTIVE, at(Licenses.year(Licenses.OTHER_LID, FROM), FROM).state());
  }

  @Test
  void withoutATokenItIsBase() {
    Verdict verdict = Evaluator.evaluate(Optional.empty(), trust, Circumstances.at(FROM, BUILD));
    assertEquals(State.BASE, verdict.state());
    assertEquals(Reason.NONE, verdict.reason());
  }

  @Test
  void bothSignaturesOfTheRootMustBeRight() throws Exception {
    Vendor other = new Vendor("example", false).key("k-2026");
    Root mixed = new Root("example", "x", false, trust.root().ed25519(), other.root().mlDsa65());
    Root mixedToo = new Root("example", "x", false, other.root().ed25519(), trust.root().mlDsa65());
    String bundle = vendor.bundle(7);
    assertEquals(7, TrustBundle.verify(bundle, trust.root()).serial());
    for (Root root : Set.of(mixed, mixedToo)) {
      assertEquals(
          Reason.BAD_SIGNATURE,
          assertThrows(Refusal.class, () -> TrustBundle.verify(bundle, root)).reason());
    }
    // What is signed as one kind of text is not another.
    String asList = bundle.replace("POSTERN TRUST", "POSTERN REVOCATIONS");
    assertThrows(Refusal.class, () -> RevocationList.verify(asList, trust.root()));
  }

  @Test
  void aVendorsRootDoesNotSignDemoKeys() throws Exception {
    Vendor careless = new Vendor("example", false).key("demo-2026");
    assertThrows(Refusal.class, () -> TrustBundle.verify(careless.bundle(1), careless.root()));
  }

  private Verdict at(License license, Instant now) throws Exception {
    return Evaluator.evaluate(
        Optional.of(vendor.issue(license, "k-2026")), trust, Circumstances.at(now, BUILD));
  }
}
