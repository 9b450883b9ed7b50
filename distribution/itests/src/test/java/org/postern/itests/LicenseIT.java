package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.itests.pro.ProEcho;
import org.postern.license.token.License;

/**
 * Licenses in the whole server: over REST, with a third party's gated plug-in whose port opens and
 * closes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LicenseIT {
  @RegisterExtension static final Container FELIX = new Container();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant LATER = Instant.now().plus(Duration.ofDays(300));

  @BeforeAll
  static void install() throws Exception {
    // Resources of other bundles appear a moment after the API.
    Await.until("the resource", PATIENCE, () -> FELIX.server().get("/license").statusCode() == 200);
    // Pax Exam forgets a bundle whose first start is refused.
    assertEquals(200, put(key(DemoVendor.LID)).statusCode());
    FELIX.install(ProPlugin.build());
    assertEquals(200, delete("?acknowledge=true").statusCode());
    Await.until("the port to close", PATIENCE, () -> !open());
  }

  @AfterAll
  static void uninstall() throws Exception {
    FELIX.uninstall();
  }

  @AfterEach
  void remove() throws Exception {
    assertEquals(200, delete("?acknowledge=true").statusCode());
    Await.until("the port to close", PATIENCE, () -> !open());
  }

  @Test
  void theBasePlusAKeyIsProAtOnceAndBackAgain() throws Exception {
    assertEquals("base", object(FELIX.server().get("/license")).getString("state"));
    assertFalse(open());
    assertEquals("unlicensed", imap());
    HttpResponse<String> put = put(key(DemoVendor.LID));
    assertEquals(200, put.statusCode(), put.body());
    // No waiting: it listens when the call returns.
    try (Wire echo = wire()) {
      echo.line("hello");
      assertEquals("hello", echo.read());
      assertEquals("active", imap());
      assertEquals("pro", object(FELIX.server().get("/server")).getString("edition"));
      JsonObject refused = object(delete(""));
      assertEquals("acknowledgement-required", refused.getString("code"));
      assertEquals(1, refused.getJsonObject("ends").getInt("sessions"));
      assertEquals(200, delete("?acknowledge=true").statusCode());
      assertEquals("bye", echo.read());
    }
    Await.until("the port to close", PATIENCE, () -> !open());
    assertEquals("unlicensed", imap());
  }

  @Test
  void aRenewalLeavesSessionsAloneAndALapseEndsThem() throws Exception {
    put(DemoVendor.issue(DemoVendor.license(DemoVendor.LID, LATER)));
    try (Wire echo = wire()) {
      Instant soon = Instant.now().plusSeconds(4);
      HttpResponse<String> renewed =
          put(DemoVendor.issue(DemoVendor.license(DemoVendor.OTHER_LID, soon)));
      assertEquals(200, renewed.statusCode(), renewed.body());
      echo.line("still");
      assertEquals("still", echo.read());
      assertEquals("bye", echo.read());
    }
    Await.until("the port to close", PATIENCE, () -> !open());
    JsonObject lapsed = object(FELIX.server().get("/license"));
    assertEquals("lapsed", lapsed.getString("state"));
    assertEquals("expired", lapsed.getString("reason"));
    assertEquals(200, put(key(DemoVendor.LID)).statusCode());
    assertTrue(open());
  }

  @Test
  @Order(Integer.MAX_VALUE) // Afterwards no key is taken for a minute.
  void everyRefusalHasItsCodeAndChangesNothing() throws Exception {
    put(key(DemoVendor.LID));
    Server server = FELIX.server();
    String state = server.get("/license").body().replaceAll("\"time\":\"[^\"]*\"", "");
    refused(
        422,
        "unknown-key",
        DemoVendor.issue(DemoVendor.license(DemoVendor.LID, LATER), "vendor-2026"));
    refused(
        422,
        "not-yet-valid",
        DemoVendor.issue(DemoVendor.license(DemoVendor.LID, soon(3600), LATER)));
    refused(422, "expired", DemoVendor.issue(DemoVendor.license(DemoVendor.LID, soon(-60))));
    String good = key(DemoVendor.LID);
    int at = good.lastIndexOf('.') + 5;
    char other = good.charAt(at) == 'A' ? 'B' : 'A';
    refused(422, "bad-signature", good.substring(0, at) + other + good.substring(at + 1));
    refused(400, "malformed", "garbage");
    assertEquals(state, server.get("/license").body().replaceAll("\"time\":\"[^\"]*\"", ""));
    // Five were refused within a minute.
    HttpResponse<String> sixth = put("garbage");
    assertEquals(429, sixth.statusCode());
    assertTrue(sixth.headers().firstValue("Retry-After").isPresent());
    assertTrue(open());
  }

  @Test
  void whatIsAskedOfAKeyBesideBeingRight() throws Exception {
    put(key(DemoVendor.LID));
    // Another license that ends what is open needs a word, and tells what it would end.
    License less = DemoVendor.license(DemoVendor.OTHER_LID, LATER);
    HttpResponse<String> held = put(DemoVendor.issue(without(less)));
    assertEquals(409, held.statusCode());
    assertEquals("acknowledgement-required", object(held).getString("code"));
    License older = DemoVendor.license(DemoVendor.OTHER_LID, soon(-7200), LATER);
    assertEquals("older-than-current", object(put(DemoVendor.issue(older))).getString("code"));
    HttpResponse<String> dry =
        call("PUT", "/license?dryRun=true&acknowledge=true", DemoVendor.issue(without(less)));
    assertEquals(200, dry.statusCode(), dry.body());
    assertTrue(open());
    HttpResponse<String> large = put("x".repeat(40_000));
    assertEquals(413, large.statusCode());
    HttpResponse<String> json = FELIX.server().call("PUT", "/license", "{}", Map.of());
    assertEquals(415, json.statusCode());
    assertEquals(400, call("PUT", "/license?dryrun=true", "x").statusCode());
  }

  @Test
  void imapCanBeTurnedOnForAnAccountOnlyWithProAndASeat() throws Exception {
    Server server = FELIX.server();
    String address = server.account("seat-" + System.nanoTime());
    String id =
        object(server.get("/accounts?q=" + address.substring(0, address.indexOf('@'))))
            .getJsonArray("items")
            .getJsonObject(0)
            .getString("id");
    HttpResponse<String> base = imap(id, true);
    assertEquals(403, base.statusCode(), base.body());
    assertEquals("edition-required", object(base).getString("code"));
    assertEquals("pro", object(base).getString("requiredEdition"));
    assertEquals("imap", object(base).getString("capability"));
    assertEquals(200, imap(id, false).statusCode());
    License one = DemoVendor.license(DemoVendor.LID, LATER);
    put(DemoVendor.issue(seats(one, 1)));
    for (int i = 0; i < 2; i++) {
      // The first may be the last seat, the second is one too many.
      server.call(
          "POST",
          "/accounts",
          "{\"address\":\"full-" + i + System.nanoTime() + "@" + Server.DOMAIN + "\"}",
          Map.of());
    }
    HttpResponse<String> full = imap(id, true);
    assertEquals(403, full.statusCode(), full.body());
    assertEquals("seat-limit", object(full).getString("code"));
    // The base edition has no seats: there is room for who has POP3 alone, by the command line too.
    server
        .postern(
            "account",
            "add",
            "pop-" + System.nanoTime() + "@" + Server.DOMAIN,
            "--no-password",
            "--protocol",
            "imap=false",
            "--home",
            server.home().toString())
        .expect(0);
    put(key(DemoVendor.OTHER_LID));
    assertEquals(200, imap(id, true).statusCode());
  }

  @Test
  void theKeyIsInNoAnswerAndNoAudit() throws Exception {
    String key = key(DemoVendor.LID);
    String part = key.lines().skip(2).findFirst().orElseThrow();
    Server server = FELIX.server();
    assertFalse(put(key).body().contains(part));
    String audit = server.get("/audit?limit=100").body();
    assertTrue(audit.contains("license.install"), audit);
    assertTrue(audit.contains("license.state"), audit);
    for (String answer :
        List.of(
            audit,
            server.get("/license").body(),
            server.get("/license/request").body(),
            server.get("/editions").body(),
            server.get("/plugins?limit=500").body(),
            server.get("/metrics").body())) {
      assertFalse(answer.contains(part));
    }
    assertTrue(server.get("/metrics").body().contains("postern_license_state{state=\"active\"} 1"));
  }

  @Test
  void thePostmasterIsToldOnceThatTheLicenseEnds() throws Exception {
    Server server = FELIX.server();
    String postmaster = server.account("postmaster");
    License ending =
        warned(DemoVendor.license(DemoVendor.LID, Instant.now().plus(Duration.ofDays(10))));
    assertEquals("expiring", object(put(DemoVendor.issue(ending))).getString("state"));
    Await.until("the mail", PATIENCE, () -> mails(server, postmaster) == 1);
    delete("?acknowledge=true");
    assertEquals("expiring", object(put(DemoVendor.issue(ending))).getString("state"));
    // A further license's mail comes after whatever the first might have sent again.
    License other =
        warned(DemoVendor.license(DemoVendor.OTHER_LID, Instant.now().plus(Duration.ofDays(11))));
    put(DemoVendor.issue(other));
    Await.until("the other mail", PATIENCE, () -> mails(server, postmaster) >= 2);
    assertEquals(2, mails(server, postmaster));
  }

  @Test
  void aDiskThatTakesNothingChangesNothing() throws Exception {
    put(key(DemoVendor.LID));
    Path inTheWay = FELIX.server().home().resolve("data/license/license.txt.new/x");
    Files.createDirectories(inTheWay);
    HttpResponse<String> unwritable = put(key(DemoVendor.OTHER_LID));
    assertEquals(503, unwritable.statusCode());
    assertEquals("store-unwritable", object(unwritable).getString("code"));
    Files.delete(inTheWay);
    assertEquals(DemoVendor.LID, object(FELIX.server().get("/license")).getString("lid"));
    assertTrue(open());
  }

  @Test
  void overRestTheLicenseAloneStartsAndStopsIt() throws Exception {
    HttpResponse<String> started = plugin("active");
    assertEquals(403, started.statusCode(), started.body());
    assertEquals("edition-required", object(started).getString("code"));
    assertFalse(open());
    put(key(DemoVendor.LID));
    HttpResponse<String> stopped = plugin("stopped");
    assertEquals("kept-by-license", object(stopped).getString("code"));
    assertTrue(open());
  }

  private static HttpResponse<String> plugin(String state) throws Exception {
    String path = "/plugins/com.example.proecho";
    String tag = FELIX.server().get(path).headers().firstValue("ETag").orElseThrow();
    return FELIX
        .server()
        .call("PATCH", path, "{\"state\":\"" + state + "\"}", Map.of("If-Match", tag));
  }

  @Test
  void theTrialIsForOnce() throws Exception {
    Server server = FELIX.server();
    HttpResponse<String> trial = server.call("POST", "/license/trial", null, Map.of());
    assertEquals(201, trial.statusCode(), trial.body());
    assertTrue(open());
    delete("?acknowledge=true");
    HttpResponse<String> again = server.call("POST", "/license/trial", null, Map.of());
    assertEquals(409, again.statusCode());
    assertEquals("trial-used", object(again).getString("code"));
    JsonObject request = object(server.get("/license/request"));
    assertEquals(Server.DOMAIN, request.getJsonArray("domains").getString(0));
    assertEquals(36, request.getString("installId").length());
  }

  private static int mails(Server server, String account) throws Exception {
    try (Wire pop = Wire.pop3(server, account)) {
      int mails = Integer.parseInt(pop.pop("STAT", "+OK").split(" ")[1]);
      pop.pop("QUIT", "+OK"); // So that the next to ask is not told that somebody has it.
      return mails;
    }
  }

  private static License warned(License it) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        30,
        it.graceDays(),
        it.maintenanceUntil(),
        it.seats(),
        it.overPercent(),
        it.features(),
        it.domains(),
        it.installs());
  }

  @Test
  void theEditionsTellWhatAChangeWouldDo() throws Exception {
    Server server = FELIX.server();
    JsonObject pro = object(server.get("/editions/pro/impact"));
    assertTrue(pro.getJsonArray("starts").toString().contains("com.example.proecho"));
    JsonObject edition = object(server.get("/editions/pro"));
    assertTrue(edition.toString().contains("com.example.proecho"), edition.toString());
    put(key(DemoVendor.LID));
    JsonObject base = object(server.get("/editions/base/impact"));
    assertTrue(base.getJsonArray("stops").toString().contains("com.example.proecho"));
    assertEquals(404, server.get("/editions/gold").statusCode());
    assertEquals(2, object(server.get("/editions")).getJsonArray("items").size());
    assertTrue(server.get("/openapi.json").body().contains("/editions/{id}/impact"));
  }

  private static License without(License license) {
    return changed(license, Set.of("jmap"), license.seats());
  }

  private static License seats(License license, int seats) {
    return changed(license, license.features(), OptionalInt.of(seats));
  }

  private static License changed(License it, Set<String> features, OptionalInt seats) {
    return new License(
        it.lid(),
        it.product(),
        it.edition(),
        it.type(),
        it.customer(),
        it.issuedAt(),
        it.notBefore(),
        it.expires(),
        it.warnDays(),
        it.graceDays(),
        it.maintenanceUntil(),
        seats,
        it.overPercent(),
        features,
        it.domains(),
        it.installs());
  }

  private static void refused(int status, String code, String key) throws Exception {
    HttpResponse<String> response = put(key);
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(code, object(response).getString("code"));
  }

  private static HttpResponse<String> imap(String account, boolean on) throws Exception {
    String path = "/accounts/" + account + "/protocols";
    String tag = FELIX.server().get(path).headers().firstValue("ETag").orElseThrow();
    return FELIX.server().call("PATCH", path, "{\"imap\":" + on + "}", Map.of("If-Match", tag));
  }

  /** The capability's state. */
  private static String imap() throws Exception {
    return object(FELIX.server().get("/capabilities")).getJsonArray("items").stream()
        .map(item -> item.asJsonObject())
        .filter(item -> item.getString("id").equals("imap"))
        .map(item -> item.getString("state"))
        .findFirst()
        .orElseThrow();
  }

  private static String key(String lid) throws Exception {
    return DemoVendor.issue(DemoVendor.license(lid, LATER));
  }

  private static HttpResponse<String> put(String key) throws Exception {
    return call("PUT", "/license?acknowledge=false", key);
  }

  private static HttpResponse<String> delete(String query) throws Exception {
    return FELIX.server().call("DELETE", "/license" + query, null, Map.of());
  }

  private static HttpResponse<String> call(String method, String path, String text)
      throws Exception {
    return FELIX.server().text(method, path, text);
  }

  private static Wire wire() throws Exception {
    Wire wire = new Wire(FELIX.server().port(ProEcho.PORT));
    assertEquals("ready", wire.read());
    return wire;
  }

  private static boolean open() {
    try {
      new Wire(FELIX.server().port(ProEcho.PORT)).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonObject object(HttpResponse<String> response) {
    return Json.createReader(new StringReader(response.body())).readObject();
  }

  private static Instant soon(int seconds) {
    return Instant.now().plusSeconds(seconds);
  }
}
