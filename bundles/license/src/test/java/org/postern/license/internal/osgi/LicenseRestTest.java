package org.postern.license.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.postern.license.gate.Await;
import org.postern.license.internal.osgi.LicenseServer.Answer;
import org.postern.license.internal.state.LicenseFiles;
import org.postern.license.token.ClockReset;
import org.postern.license.token.License;
import org.postern.license.token.LicenseToken;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

/**
 * Every refusal over HTTP: its code, what it says to do, and that the license in force stays so.
 */
class LicenseRestTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path temporary;

  private LicenseServer server;
  private License license;
  private byte[] kept;
  private JsonNode before;

  @BeforeEach
  void boot() throws Exception {
    server = new LicenseServer(temporary, null);
    license = Licenses.year(Licenses.LID, server.begin.minusSeconds(3600));
    Answer put = server.call("PUT", "/license", server.issue(license));
    assertEquals(200, put.status(), put.http().body());
    assertOpen();
    kept = Files.readAllBytes(server.folder.resolve("license.txt"));
    before = state();
  }

  @AfterEach
  void halt() throws Exception {
    server.close();
  }

  // Keys

  @Test
  void aKeyThatWasChangedOrIsNoKey() throws Exception {
    String good = server.issue(license);
    int at = good.lastIndexOf('.') + 5;
    char other = good.charAt(at) == 'A' ? 'B' : 'A';
    refused(
        "/license",
        good.substring(0, at) + other + good.substring(at + 1),
        422,
        "bad-signature",
        "copy it whole");
    refused(
        "/license",
        new Vendor("example", false).key("k-2026").issue(license, "k-2026"),
        422,
        "bad-signature",
        "copy it whole");
    refused("/license", "garbage", 400, "malformed", "copy it whole");
    refused("/license", "", 400, "malformed", "copy it whole");
  }

  @Test
  void aKeyOfSomebodyElse() throws Exception {
    String stranger = new Vendor("stranger", false).key("k-1999").issue(license, "k-1999");
    refused("/license", stranger, 422, "unknown-key", "ask for a license of this product");
    String demo = new Vendor("demo", true).key("demo-2026").issue(license, "demo-2026");
    refused("/license", demo, 422, "demo-key", "get a license from the vendor");
    String retired = server.vendor.issue(license, "k-2025");
    put("/license/trust", retired("k-2025"));
    before = state();
    refused("/license", retired, 422, "unknown-key", "ask the vendor for a new one");
  }

  @Test
  void aKeyThatIsNotForThisServerOrBuild() throws Exception {
    refused(license(Licenses.product(license, "other")), "wrong-product", "another product");
    refused(
        license(Licenses.bound(license, Set.of("elsewhere.test"), Set.of())),
        "binding-mismatch",
        "add the domain first");
    refused(
        license(Licenses.maintenance(license, server.begin.minus(DAY.multipliedBy(31)))),
        "maintenance-ended",
        "renew maintenance");
    String newer =
        server.vendor.issue(license, "k-2026", json -> json.replace("\"v\":1", "\"v\":2"));
    refused(newer, "unsupported-version", "");
  }

  @Test
  void aKeyThatIsNotForToday() throws Exception {
    refused(
        license(Licenses.begins(license, server.begin.plus(DAY))),
        "not-yet-valid",
        "check the clock");
    refused(
        license(Licenses.year(Licenses.OTHER_LID, server.begin.minus(DAY.multipliedBy(400)))),
        "expired",
        "install a renewal");
    put("/license/revocations", server.vendor.revocations(1, Licenses.OTHER_LID));
    before = state();
    refused(license(Licenses.year(Licenses.OTHER_LID, server.begin)), "revoked", "ask the vendor");
  }

  @Test
  void aKeyThatTakesSomethingAwayNeedsAWord() throws Exception {
    License newer = Licenses.year(Licenses.OTHER_LID, server.begin);
    refused(
        "/license",
        server.issue(Licenses.year(Licenses.OTHER_LID, server.begin.minus(DAY))),
        409,
        "older-than-current",
        "acknowledge=true");
    Answer held =
        refused(
            "/license",
            server.issue(Licenses.features(newer, Set.of("jmap"))),
            409,
            "acknowledgement-required",
            "acknowledge=true");
    assertEquals("It does not include imap.", held.json().at("/losses/0").asText());
    Answer remove = server.call("DELETE", "/license", null);
    assertProblem(remove, 409, "acknowledgement-required", "acknowledge=true");
    assertUnchanged();
    Answer smaller = server.call("PUT", "/license?acknowledge=true", server.issue(seats(newer)));
    assertEquals(200, smaller.status());
    assertOpen();
  }

  private static License seats(License license) {
    return Licenses.seats(license, OptionalInt.of(5));
  }

  @Test
  void whatIsNoSuchRequest() throws Exception {
    refused("/license", "x".repeat(16 * 1024 + 1), 413, "body-too-large", "16384 octets");
    refused("/license?acknowledge=maybe", "x", 400, "bad-parameter", "true or false");
    refused("/license?acknowlege=true", "x", 400, "unknown-parameter", "acknowledge");
    String reader = server.token(Set.of("license:read"), Set.of());
    assertProblem(
        server.as(reader, "PUT", "/license", server.issue(license)),
        403,
        "scope-required",
        "license:write");
    String limited = server.token(Set.of("*"), Set.of(LicenseServer.DOMAIN));
    for (String path : List.of("/license", "/license/trust", "/license/clock")) {
      assertEquals(403, server.as(limited, "PUT", path, "x").status());
    }
    assertProblem(server.as("pst_wrong", "PUT", "/license", "x"), 401, "not-authenticated", "");
    assertUnchanged();
  }

  @Test
  void theTrialIsForOnceAndNotBesideALicense() throws Exception {
    assertProblem(
        server.call("POST", "/license/trial", null), 409, "license-present", "nothing to try");
    new LicenseFiles(server.folder).write(LicenseFiles.Name.TRIAL, "used\n");
    assertProblem(server.call("POST", "/license/trial", null), 409, "trial-used", "PUT /license");
    assertUnchanged();
  }

  @Test
  void aDiskThatTakesNothing() throws Exception {
    for (String name : List.of("license", "trust", "revocations", "clock")) {
      Files.createDirectories(server.folder.resolve(name + ".txt.new/in the way"));
    }
    String full = "Is the disk full";
    refused(
        "/license",
        server.issue(Licenses.year(Licenses.OTHER_LID, server.begin)),
        503,
        "store-unwritable",
        full);
    refused("/license/trust", server.vendor.bundle(9), 503, "store-unwritable", full);
    refused("/license/revocations", server.vendor.revocations(9), 503, "store-unwritable", full);
    refused("/license/clock", reset(LicenseServer.INSTALL, 1), 503, "store-unwritable", full);
  }

  // Trust

  @Test
  void aTrustBundleIsTakenAndNoOlderOne() throws Exception {
    Answer taken = put("/license/trust", server.vendor.bundle(5));
    assertEquals(5, taken.json().at("/trust/serial").asInt());
    put("/license/trust", server.vendor.bundle(5));
    before = state();
    Answer older =
        refused("/license/trust", server.vendor.bundle(4), 409, "serial-too-old", "serial 4");
    assertTrue(older.text("detail").contains("5 is in force"), older.text("detail"));
    assertEquals(List.of("ok", "ok", "serial-too-old"), audit("license.trust"));
  }

  @Test
  void aTrustBundleThatIsNotTheRoots() throws Exception {
    String stranger = new Vendor("example", false).key("k-2026").bundle(9);
    refused("/license/trust", stranger, 422, "bad-signature", "changed or cut");
    String other = new Vendor("other", false).key("k-2026").bundle(9);
    refused("/license/trust", other, 422, "unknown-key", "not trusted here");
    String demo = new Vendor("demo-root", true).key("demo-2026").bundle(9);
    refused("/license/trust", demo, 422, "demo-key", "");
    refused("/license/trust", server.issue(license), 400, "malformed", "copy it whole");
    refused("/license/trust", server.vendor.revocations(9), 400, "malformed", "copy it whole");
    refused("/license/trust", "x".repeat(1 << 20), 400, "malformed", "copy it whole");
  }

  @Test
  void aKeyThatIsRetiredClosesWhatItOpenedUnlessItIsListed() throws Exception {
    String listed = LicenseToken.verify(server.issue(license), server.vendor.trust()).fingerprint();
    put(
        "/license/trust",
        server.vendor.bundle(
            2, server.vendor.active("k-2025"), server.vendor.retired("k-2026", Set.of(listed))));
    assertOpen();
    Answer unlisted =
        put("/license/trust", server.vendor.bundle(3, server.vendor.active("k-2025")));
    assertEquals("lapsed", unlisted.text("state"));
    assertEquals("unknown-key", unlisted.text("reason"));
    assertClosed();
    Answer renewed = put("/license", server.vendor.issue(license, "k-2025"));
    assertEquals("active", renewed.text("state"));
    assertOpen();
  }

  // Revocations

  @Test
  void aRevocationListClosesWhatItNamesAndIsNotTakenBackByAnOlderOne() throws Exception {
    Answer revoked = put("/license/revocations", server.vendor.revocations(2, Licenses.LID));
    assertEquals("lapsed", revoked.text("state"));
    assertEquals("revoked", revoked.text("reason"));
    assertEquals(2, revoked.json().at("/trust/revocations").asInt());
    assertClosed();
    before = state();
    assertProblem(
        server.call("PUT", "/license/revocations", server.vendor.revocations(1)),
        409,
        "serial-too-old",
        "2 is in force");
    assertEquals(before, state());
    assertEquals("active", put("/license/revocations", server.vendor.revocations(3)).text("state"));
    assertOpen();
    assertEquals(List.of("ok", "serial-too-old", "ok"), audit("license.revocations"));
  }

  @Test
  void aRevocationListThatIsNotTheRoots() throws Exception {
    String stranger = new Vendor("example", false).revocations(9, Licenses.LID);
    refused("/license/revocations", stranger, 422, "bad-signature", "changed or cut");
    String other = new Vendor("other", false).revocations(9, Licenses.LID);
    refused("/license/revocations", other, 422, "unknown-key", "not trusted here");
    refused("/license/revocations", "garbage", 400, "malformed", "copy it whole");
    refused("/license/revocations", server.vendor.bundle(9), 400, "malformed", "copy it whole");
  }

  // Clock

  @Test
  void aClockResetIsTakenOnce() throws Exception {
    refused(
        "/license/clock", reset("elsewhere", 1), 422, "binding-mismatch", LicenseServer.INSTALL);
    put("/license/clock", reset(LicenseServer.INSTALL, 2));
    before = state();
    for (int serial : new int[] {2, 1}) {
      refused(
          "/license/clock",
          reset(LicenseServer.INSTALL, serial),
          409,
          "serial-too-old",
          "was used before");
    }
    assertEquals(
        List.of("binding-mismatch", "ok", "serial-too-old", "serial-too-old"),
        audit("license.clock"));
  }

  @Test
  void aClockResetThatIsNotTheVendors() throws Exception {
    ClockReset reset = new ClockReset(LicenseServer.INSTALL, server.begin, 1, server.begin);
    String stranger = new Vendor("example", false).key("k-2026").reset(reset, "k-2026");
    refused("/license/clock", stranger, 422, "bad-signature", "copy it whole");
    String other = new Vendor("other", false).key("k-1999").reset(reset, "k-1999");
    refused("/license/clock", other, 422, "unknown-key", "not trusted here");
    refused("/license/clock", "garbage", 400, "malformed", "copy it whole");
    refused("/license/clock", server.issue(license), 400, "malformed", "copy it whole");
    put("/license/trust", retired("k-2025"));
    before = state();
    String retired = server.vendor.reset(reset, "k-2025");
    refused("/license/clock", retired, 422, "unknown-key", "retired: ask for a new one");
  }

  private String reset(String install, long serial) throws Exception {
    return server.vendor.reset(
        new ClockReset(install, server.begin, serial, server.begin), "k-2026");
  }

  private String retired(String kid) throws Exception {
    return server.vendor.bundle(
        2, server.vendor.active("k-2026"), server.vendor.retired(kid, Set.of()));
  }

  private String license(License other) throws Exception {
    return server.issue(other);
  }

  private Answer put(String path, String body) throws Exception {
    Answer answer = server.call("PUT", path, body);
    assertEquals(200, answer.status(), answer.http().body());
    return answer;
  }

  private void refused(String key, String code, String advice) throws Exception {
    refused("/license?acknowledge=true", key, 422, code, advice);
  }

  private Answer refused(String path, String body, int status, String code, String advice)
      throws Exception {
    Answer answer = server.call("PUT", path, body);
    assertProblem(answer, status, code, advice);
    assertUnchanged();
    if (body.length() > 200) {
      assertFalse(answer.http().body().contains(body.substring(100, 140)), "the text is a secret");
    }
    // What counts tries looks at a clock of its own.
    server.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    return answer;
  }

  private static void assertProblem(Answer answer, int status, String code, String advice) {
    String body = answer.http().body();
    assertEquals(status, answer.status(), body);
    assertEquals(
        "application/problem+json",
        answer.http().headers().firstValue("Content-Type").orElse(""),
        body);
    assertEquals("/api/v1/docs#" + code, answer.text("type"), body);
    assertEquals(code, answer.text("code"), body);
    assertEquals(status, answer.json().path("status").asInt(), body);
    assertFalse(answer.text("title").isBlank(), body);
    assertTrue(answer.text("detail").contains(advice), body);
    assertTrue(answer.text("detail").matches("(?s).*[.?]"), body);
  }

  private void assertUnchanged() throws Exception {
    assertEquals(before, state());
    assertTrue(server.felix.open());
    assertArrayEquals(kept, Files.readAllBytes(server.folder.resolve("license.txt")));
  }

  /** The component opens its port a moment after its bundle has started. */
  private void assertOpen() throws Exception {
    Await.until("open", () -> server.felix.open());
  }

  private void assertClosed() throws Exception {
    Await.until("closed", () -> server.felix.door().getState() == Bundle.RESOLVED);
    assertFalse(server.felix.open());
  }

  /** The license as it is shown, but for the time. */
  private JsonNode state() throws Exception {
    ObjectNode state = (ObjectNode) server.call("GET", "/license", null).json();
    state.remove("time");
    return state;
  }

  /** The outcomes of the calls that the audit knows, oldest first. */
  private List<String> audit(String action) throws Exception {
    List<String> outcomes = new ArrayList<>();
    JsonNode entries = server.call("GET", "/audit?limit=100", null).json().path("items");
    StreamSupport.stream(entries.spliterator(), false)
        .filter(entry -> entry.path("action").asText().equals(action))
        .forEach(entry -> outcomes.addFirst(entry.path("outcome").asText()));
    return outcomes;
  }
}
