package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;
import org.postern.directory.Authenticator;
import org.postern.directory.Directory.NewAccount;

/** What each resource does, over its whole life. */
class ResourcesTest {
  private static final String PASSWORD = TestServer.PASSWORD;
  private static TestServer server;
  private static TestStore store;
  private static Client admin;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    store = new TestStore();
    server.services.add(store);
    server.directory().addDomain("example.test");
    admin = server.admin();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Answer account(String address) {
    return admin
        .post(
            "/accounts",
            "{\"address\":\"%s\",\"password\":\"%s\",\"name\":\"N\"}".formatted(address, PASSWORD))
        .is(201);
  }

  @Test
  void anAddressHasATagAndIfMatchCountsWhereItIsSent() {
    String path = "/accounts/" + account("tagged@example.test").text("/id") + "/addresses/";
    String other = path + "tagged.other@example.test";
    admin.put(other, "", "If-Match", "*").is(412, "stale");
    admin.get(other).is(404);
    admin.put(other, "").is(204);
    String etag = admin.get(other).is(200).etag();
    assertEquals(304, admin.get(other, "If-None-Match", etag).status());
    assertFalse(etag.equals(admin.get(path + "tagged@example.test").is(200).etag()));
    admin.put(other, "", "If-Match", etag).is(204);
    admin.put(other, "", "If-Match", "\"0\"").is(412, "stale");
    admin.delete(other, "If-Match", "\"0\"").is(412, "stale");
    admin.delete(other, "If-Match", etag).is(204);
    admin.put(other, "").is(204);
    admin.delete(other).is(204);
  }

  @Test
  void anAccountFromCreationToDeletion() {
    Answer made = account("Life@Example.test");
    String id = made.text("/id");
    assertEquals("life@example.test", made.text("/address"));
    assertEquals("active", made.text("/state"));
    assertTrue(made.json().at("/protocols/pop3").asBoolean());
    assertTrue(made.json().at("/quota/bytes").isNull());
    assertFalse(made.text("/createdAt").isEmpty());
    assertTrue(made.header("Location").endsWith("/api/v1/accounts/" + id));
    assertFalse(made.response().body().contains(PASSWORD));
    admin.post("/accounts", "{\"address\":\"life@example.test\"}").is(409, "address-taken");
    admin
        .post("/accounts", "{\"address\":\"x@elsewhere.test\",\"password\":\"" + PASSWORD + "\"}")
        .is(422, "unknown-domain");
    Answer weak =
        admin
            .post("/accounts", "{\"address\":\"weak@example.test\",\"password\":\"12\"}")
            .is(422, "weak-password");
    assertEquals("/password", weak.text("/errors/0/pointer"));
    Answer changed =
        admin
            .patch(
                "/accounts/" + id,
                made.etag(),
                "{\"name\":\"Life\",\"quota\":{\"bytes\":1000},\"protocols\":{\"pop3\":false}}")
            .is(200);
    assertEquals("Life", changed.text("/name"));
    assertFalse(changed.json().at("/protocols/pop3").asBoolean());
    assertTrue(changed.json().at("/protocols/submission").asBoolean());
    admin.patch("/accounts/" + id, "*", "{\"id\":\"x\"}").is(422, "unknown-member");
    admin.patch("/accounts/" + id, "*", "{\"state\":\"sleepy\"}").is(422, "wrong-type");
    admin.delete("/accounts/" + id).is(428);
    Answer task =
        admin.delete("/accounts/" + id, "If-Match", changed.etag(), "Prefer", "wait=10").is(202);
    assertEquals("succeeded", task.text("/state"), task.response().body());
    assertEquals("wait=10", task.header("Preference-Applied"));
    assertTrue(store.purged.contains(id));
    admin.get("/accounts/" + id).is(404);
  }

  @Test
  void capabilitiesAreHiddenFromAnAccount() {
    Answer made = account("masked@example.test");
    String path = "/accounts/" + made.text("/id");
    assertEquals("{}", made.json().at("/hiddenCapabilities").toString());
    Answer hidden =
        admin
            .patch(
                path,
                made.etag(),
                "{\"hiddenCapabilities\":{\"imap\":[\"compress=deflate\",\"IDLE\"],"
                    + "\"pop3\":[\"TOP\"]}}")
            .is(200);
    assertEquals(
        "{\"imap\":[\"COMPRESS=DEFLATE\",\"IDLE\"],\"pop3\":[\"TOP\"]}",
        hidden.json().at("/hiddenCapabilities").toString());
    // RFC 7396: what isn't named stays, null takes away.
    admin.patch(path, "*", "{\"name\":\"M\"}").is(200);
    Answer less = admin.patch(path, "*", "{\"hiddenCapabilities\":{\"pop3\":null}}").is(200);
    assertEquals(
        "{\"imap\":[\"COMPRESS=DEFLATE\",\"IDLE\"]}",
        less.json().at("/hiddenCapabilities").toString());
    // Other changes leave it alone.
    admin.patch(path + "/protocols", "*", "{\"pop3\":false}").is(200);
    admin.patch(path + "/quota", "*", "{\"bytes\":1000}").is(200);
    assertEquals("IDLE", admin.get(path).is(200).text("/hiddenCapabilities/imap/1"));
    admin
        .patch(path, "*", "{\"hiddenCapabilities\":{\"imap\":[\"a b\"]}}")
        .is(422, "bad-capability");
    admin.patch(path, "*", "{\"hiddenCapabilities\":{\"imap\":[null]}}").is(422, "wrong-type");
    admin.patch(path, "*", "{\"hiddenCapabilities\":{\"imap\":\"IDLE\"}}").is(422, "wrong-type");
    Answer none = admin.patch(path, "*", "{\"hiddenCapabilities\":null}").is(200);
    assertEquals("{}", none.json().at("/hiddenCapabilities").toString());
  }

  @Test
  void aDeletedAccountCanComeBack() {
    String id = account("back@example.test").text("/id");
    Answer marked = admin.delete("/accounts/" + id + "?purge=false", "If-Match", "*").is(200);
    assertEquals("disabled", marked.text("/state"));
    assertFalse(marked.json().at("/deletedAt").isNull());
    admin.patch("/accounts/" + id, "*", "{\"state\":\"active\"}").is(409, "account-deleted");
    Answer back = admin.post("/accounts/" + id + "/restore", "").is(200);
    assertEquals("active", back.text("/state"));
    assertTrue(back.json().at("/deletedAt").isNull());
    admin.post("/accounts/" + id + "/restore", "").is(409, "account-not-deleted");
    assertFalse(store.purged.contains(id));
  }

  @Test
  void aNewPasswordHoldsAtOnce() throws Exception {
    String id = account("pass@example.test").text("/id");
    String next = "another quite long passphrase";
    admin
        .put("/accounts/" + id + "/password", "{\"password\":\"x\"}", "If-Match", "\"0\"")
        .is(412, "stale");
    admin
        .put("/accounts/" + id + "/password", "{\"password\":\"x\"}", "If-Match", "*")
        .is(422, "weak-password");
    admin
        .put("/accounts/" + id + "/password", "{\"password\":\"" + next + "\"}", "If-Match", "*")
        .is(204);
    Authenticator authenticator = server.file().authenticator();
    InetAddress client = InetAddress.getLoopbackAddress();
    assertTrue(
        authenticator.authenticate("pass@example.test", next, "pop3", client)
            instanceof Authenticator.Result.Granted);
    assertFalse(
        authenticator.authenticate("pass@example.test", PASSWORD, "pop3", client)
            instanceof Authenticator.Result.Granted);
  }

  @Test
  void appPasswordsAreShownOnce() {
    String id = account("app@example.test").text("/id");
    String path = "/accounts/" + id + "/app-passwords";
    Answer made = admin.post(path, "{\"name\":\"phone\",\"protocols\":[\"pop3\"]}").is(201);
    String secret = made.text("/password");
    assertTrue(secret.length() >= 16, secret);
    Answer list = admin.get(path).is(200);
    assertEquals(1, list.json().get("items").size());
    assertFalse(list.response().body().contains(secret));
    String entry = made.text("/id");
    assertTrue(admin.get(path + "/" + entry).is(200).json().at("/password").isNull());
    admin.delete(path + "/" + entry).is(428);
    admin.delete(path + "/" + entry, "If-Match", made.etag()).is(204);
    admin.get(path + "/" + entry).is(404);
  }

  @Test
  void addressesQuotaAndProtocols() {
    String id = account("many@example.test").text("/id");
    String path = "/accounts/" + id;
    admin.put(path + "/addresses/other@example.test", "").is(204);
    admin.put(path + "/addresses/other@example.test", "").is(204);
    assertEquals(2, admin.get(path + "/addresses").is(200).json().get("items").size());
    admin.delete(path + "/addresses/many@example.test").is(409, "main-address");
    admin.delete(path + "/addresses/other@example.test").is(204);
    admin.get(path + "/addresses/other@example.test").is(404);

    assertEquals("none", admin.get(path + "/quota").is(200).text("/bytes/source"));
    String etag = admin.get("/quotas").is(200).etag();
    admin.patch("/quotas", "\"old\"", "{\"bytes\":5000}").is(412);
    admin.patch("/quotas", etag, "{\"bytes\":5000}").is(200);
    assertEquals("server", admin.get(path + "/quota").is(200).text("/bytes/source"));
    admin.patch("/domains/example.test/quota", "*", "{\"bytes\":4000}").is(200);
    assertEquals("domain", admin.get(path + "/quota").is(200).text("/bytes/source"));
    Answer own = admin.patch(path + "/quota", "*", "{\"bytes\":2000}").is(200);
    assertEquals("account", own.text("/bytes/source"));
    assertEquals(0.5, own.json().at("/bytes/ratio").asDouble());
    admin.delete(path + "/quota", "If-Match", own.etag()).is(204);
    assertEquals(4000, admin.get(path + "/quota").is(200).json().at("/bytes/limit").asInt());
    admin.patch("/domains/example.test/quota", "*", "{\"bytes\":null}").is(200);
    admin.patch("/quotas", "*", "{\"bytes\":null}").is(200);

    Answer off = admin.patch(path + "/protocols", "*", "{\"submission\":false}").is(200);
    assertFalse(off.json().get("submission").asBoolean());
    admin.patch(path + "/protocols", "*", "{\"gopher\":true}").is(422, "unknown-member");
  }

  @Test
  void aliasesAndGroups() {
    account("m1@example.test");
    account("m2@example.test");
    for (String kind : List.of("aliases", "groups")) {
      String address = kind + "@example.test";
      Answer made =
          admin
              .post(
                  "/" + kind,
                  "{\"address\":\"%s\",\"members\":[\"m1@example.test\"]}".formatted(address))
              .is(201);
      String path = "/" + kind + "/" + made.text("/id");
      admin
          .post("/" + kind, "{\"address\":\"" + address + "\",\"members\":[\"m1@example.test\"]}")
          .is(409, "address-taken");
      admin.put(path + "/members/m2@example.test", "").is(204);
      admin.put(path + "/members/nobody@example.test", "").is(422, "unknown-address");
      assertEquals(2, admin.get(path + "/members").is(200).json().get("items").size());
      admin.delete(path + "/members/m1@example.test").is(204);
      admin.delete(path + "/members/m1@example.test").is(404);
      admin.patch(path, made.etag(), "{\"name\":\"x\"}").is(412);
      String etag = admin.get(path).is(200).etag();
      admin.patch(path, etag, "{\"members\":[\"" + address + "\"]}").is(409, "alias-loop");
      admin.patch(path, etag, "{\"name\":\"People\"}").is(200);
      admin.delete(path, "If-Match", "*").is(204);
      admin.get(path).is(404);
    }
  }

  @Test
  void aDomainSwitchesProtocols() {
    Answer made = admin.post("/domains", "{\"name\":\"switched.test\"}").is(201);
    String path = "/domains/switched.test";
    assertTrue(made.json().at("/protocols/imap").asBoolean());
    Answer off = admin.patch(path, "*", "{\"protocols\":{\"pop3\":false}}").is(200);
    assertFalse(off.json().at("/protocols/pop3").asBoolean());
    assertTrue(off.json().at("/protocols/imap").asBoolean());
    // Other changes leave it alone.
    admin.patch(path + "/quota", "*", "{\"bytes\":1000}").is(200);
    admin.patch(path, "*", "{\"enabled\":true}").is(200);
    assertFalse(admin.get(path).is(200).json().at("/protocols/pop3").asBoolean());
    admin.patch(path, "*", "{\"protocols\":{\"pop3\":\"no\"}}").is(422, "wrong-type");
    admin.patch(path, "*", "{\"protocols\":{\"PO P\":false}}").is(422, "bad-protocol");
    // RFC 7396: null is as nobody had set it.
    Answer on = admin.patch(path, "*", "{\"protocols\":{\"pop3\":null}}").is(200);
    assertTrue(on.json().at("/protocols/pop3").asBoolean());
  }

  @Test
  void domainsAndTheirOtherNames() {
    Answer idn = admin.post("/domains", "{\"name\":\"d\u00e4.test\"}").is(201);
    assertTrue(idn.text("/name").startsWith("xn--d-"), idn.text("/name"));
    admin.get("/domains/" + idn.text("/name")).is(200);
    admin.get("/domains/D%C3%A4.test").is(200);
    admin.post("/domains", "{\"name\":\"a..b\"}").is(422, "bad-idna");
    admin.post("/domains", "{}").is(422, "required");
    admin.put("/domains/example.test/aliases-of/other.test", "").is(204);
    admin.put("/domains/example.test/aliases-of/example.test", "").is(409, "alias-loop");
    assertEquals("other.test", admin.get("/domains/example.test/aliases-of").text("/items/0/name"));
    admin.delete("/domains/example.test/aliases-of/other.test").is(204);
    admin.delete("/domains/example.test/aliases-of/other.test").is(404);
    account("keeps@example.test");
    admin.delete("/domains/example.test", "If-Match", "*").is(409, "domain-not-empty");
  }

  @Test
  void administratorsAndTheLastOne() {
    Answer made = admin.post("/admins", "{\"name\":\"Help\",\"role\":\"helpdesk\"}").is(201);
    assertEquals("helpdesk", made.text("/role"));
    admin.post("/admins", "{\"name\":\"Help\",\"role\":\"king\"}").is(422, "wrong-type");
    String id = made.text("/id");
    admin.patch("/admins/" + id, made.etag(), "{\"enabled\":false}").is(200);
    admin.delete("/admins/" + id, "If-Match", "*").is(204);
    JsonNode all = admin.get("/admins").is(200).json().get("items");
    for (JsonNode one : all) {
      if (one.get("role").asText().equals("server-admin")) {
        admin.delete("/admins/" + one.get("id").asText(), "If-Match", "*").is(409, "last-admin");
      }
    }
    assertEquals(5, admin.get("/roles").is(200).json().get("items").size());
  }

  @Test
  void tokensAreShownOnceAndNarrowOnly() {
    Answer made =
        admin.post("/auth/tokens", "{\"name\":\"ci\",\"scopes\":[\"domains:read\"]}").is(201);
    String secret = made.text("/token");
    assertTrue(secret.startsWith("pst_"));
    Client narrow = new Client(server.port(), secret);
    narrow.get("/domains").is(200);
    narrow.get("/accounts").is(403, "scope-required");
    narrow.post("/domains", "{\"name\":\"n.test\"}").is(403, "scope-required");
    assertFalse(admin.get("/auth/tokens").is(200).response().body().contains(secret));
    Answer maker =
        admin
            .post(
                "/auth/tokens",
                "{\"name\":\"maker\",\"scopes\":[\"tokens:write\",\"domains:read\"]}")
            .is(201);
    Client limited = new Client(server.port(), maker.text("/token"));
    limited
        .post("/auth/tokens", "{\"name\":\"more\",\"scopes\":[\"accounts:write\"]}")
        .is(422, "scope-exceeds-own");
    Answer same = limited.post("/auth/tokens", "{\"name\":\"same\"}").is(201);
    new Client(server.port(), same.text("/token")).get("/accounts").is(403);
    assertEquals(maker.text("/id"), limited.get("/auth/tokens/current").is(200).text("/id"));
    admin.delete("/auth/tokens/" + made.text("/id"), "If-Match", "*").is(204);
    narrow.get("/domains").is(401);
  }

  @Test
  void aListOfTenThousandPagesWithoutGapsOrRepeats() throws Exception {
    server.directory().addDomain("big.test");
    for (int part = 0; part < 10; part++) {
      int base = part * 1_000;
      server
          .directory()
          .addAccounts(
              IntStream.range(base, base + 1_000)
                  .mapToObj(
                      i ->
                          new NewAccount(
                              "u%05d@big.test".formatted(i),
                              "User " + i,
                              java.util.Optional.empty(),
                              org.postern.directory.Account.State.ACTIVE,
                              org.postern.directory.Account.Quota.INHERITED,
                              java.util.Map.of()))
                  .toList());
    }
    Set<String> seen = new HashSet<>();
    String path = "/accounts?domain=big.test&limit=500";
    String previous = "";
    while (true) {
      Answer page = admin.get(path).is(200);
      for (JsonNode item : page.json().get("items")) {
        assertTrue(seen.add(item.get("id").asText()));
        assertTrue(item.get("address").asText().compareTo(previous) > 0);
        previous = item.get("address").asText();
      }
      if (page.json().get("next").isNull()) {
        assertEquals("", page.header("Link"));
        break;
      }
      String link = page.header("Link");
      assertTrue(link.endsWith(">; rel=\"next\""), link);
      path = link.substring(link.indexOf("/api/v1") + 7, link.indexOf('>'));
    }
    assertEquals(10_000, seen.size());
    assertEquals(1, admin.get("/accounts?q=u09999").is(200).json().get("items").size());
    assertEquals(
        50, admin.get("/accounts?domain=big.test&enabled=true").json().get("items").size());
    assertEquals(
        0, admin.get("/accounts?domain=big.test&enabled=false").json().get("items").size());
    admin.get("/accounts?domain=big.test&overQuota=true").is(200);
    admin.get("/accounts?state=bad").is(400, "bad-parameter");
    admin.get("/accounts?enabled=maybe").is(400, "bad-parameter");
  }

  @Test
  void ofManyConcurrentChangesOneWins() throws Exception {
    String id = account("race@example.test").text("/id");
    String etag = admin.get("/accounts/" + id).etag();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> calls =
          IntStream.range(0, 8)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () ->
                          server
                              .admin()
                              .patch("/accounts/" + id, etag, "{\"name\":\"n" + i + "\"}")
                              .status())
              .toList();
      int won = 0;
      for (Future<Integer> answer : threads.invokeAll(calls)) {
        if (answer.get() == 200) {
          won++;
        } else {
          assertEquals(412, answer.get());
        }
      }
      assertEquals(1, won);
    }
  }

  @Test
  void everyChangeIsAuditedWithoutSecrets() {
    String id = account("audited@example.test").text("/id");
    admin.patch("/accounts/" + id, "*", "{\"name\":\"Renamed\"}").is(200);
    admin.patch("/accounts/" + id, "\"0\"", "{\"name\":\"Lost\"}").is(412);
    Answer entries = admin.get("/audit?target=" + id).is(200);
    JsonNode items = entries.json().get("items");
    assertEquals("stale", items.get(0).get("outcome").asText(), entries.response().body());
    assertEquals("ok", items.get(1).get("outcome").asText());
    assertEquals("N -> Renamed", items.get(1).at("/changes/name").asText());
    assertEquals("account.add", items.get(2).get("action").asText());
    assertEquals("127.0.0.1", items.get(0).get("remote").asText());
    assertTrue(items.get(0).get("actor").asText().contains("test SERVER_ADMIN"));
    assertFalse(entries.response().body().contains(PASSWORD));
    admin.get("/audit?from=yesterday").is(400, "bad-parameter");
  }

  @Test
  void figuresAreToldToPrometheus() {
    String text = admin.get("/metrics").is(200).response().body();
    assertTrue(text.contains("# TYPE postern_uptime_seconds gauge\n"), text);
    assertTrue(text.contains("\npostern_store_messages 3\n"), text);
    assertNotEquals(406, admin.get("/metrics", "Accept", "text/plain").status());
  }

  @Test
  void theStoreIsCheckedAndBackedUpAsTasks(@TempDir Path backups) throws Exception {
    Answer check =
        admin.send("POST", "/store/check", BodyPublishers.noBody(), "Prefer", "wait=10").is(202);
    assertEquals("succeeded", check.text("/state"));
    assertEquals(3, check.json().at("/result/messages").asInt());
    Path folder = backups.resolve("b1");
    Answer backup =
        admin.post("/backups", "{\"path\":\"" + folder + "\"}", "Prefer", "wait=10").is(202);
    assertEquals("succeeded", backup.text("/state"), backup.response().body());
    assertTrue(Files.exists(folder.resolve("data/directory.db")));
    admin.post("/backups", "{\"path\":\"" + folder + "\"}").is(409, "path-not-empty");
    admin.post("/backups", "{\"path\":\"relative\"}").is(422, "bad-path");
    assertEquals(1, admin.get("/backups").is(200).json().get("items").size());
  }

  @Test
  void setUpIsOver() {
    server.anonymous().get("/setup").is(410, "setup-done");
    server.anonymous().post("/setup", "{\"token\":\"x\"}").is(410, "setup-done");
  }

  @Test
  void healthTellsEachComponent() {
    Answer health = admin.get("/server/health").is(200);
    assertEquals("down", health.text("/status"));
    assertTrue(health.response().body().contains("\"network\""));
    Answer about = admin.get("/server").is(200);
    assertEquals("base", about.text("/edition"));
    assertEquals(26, about.text("/nodeId").length());
    admin.get("/capabilities").is(200);
  }
}
