package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.ApiFragment;
import org.postern.admin.Editions;
import org.postern.directory.Account;

class EditionsTest {
  @TempDir Path home;

  private TestServer server;
  private Client admin;
  private Account account;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(home);
    admin = server.admin();
    server.directory().addDomain("example.test");
    account = server.directory().addAccount("a@example.test", "", TestServer.PASSWORD);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void withoutAnybodyWhoKnowsItIsTheBaseEdition() {
    assertEquals("base", admin.get("/server").is(200).text("/edition"));
    assertEquals("missing-bundle", imap());
    assertFalse(admin.get("/server/health").response().body().contains("\"license\""));
  }

  @Test
  void theEditionInForceIsTold() {
    server.services.add(edition("pro", Editions.State.ACTIVE, null, List.of()));
    assertEquals("pro", admin.get("/server").is(200).text("/edition"));
    assertEquals("pro", admin.get("/capabilities").is(200).text("/edition"));
    assertEquals("active", imap());
  }

  @Test
  void whatIsWrongWithTheLicenseIsInTheHealth() {
    server.services.add(
        edition("base", Editions.State.UNLICENSED, null, List.of("It has ended.", "Renew it.")));
    String health = admin.get("/server/health").is(200).response().body();
    assertTrue(
        health.contains(
            "{\"id\":\"license\",\"status\":\"degraded\",\"detail\":\"It has ended. Renew it.\"}"),
        health);
  }

  @Test
  void whatTheEditionLacksCanNotBeTurnedOn() {
    server.services.add(edition("base", Editions.State.UNLICENSED, "edition-required", List.of()));
    Client.Answer refused = protocols("{\"imap\":true}").is(403, "edition-required");
    assertEquals("pro", refused.text("/requiredEdition"));
    assertEquals("imap", refused.text("/capability"));
    // That it is on where nobody turned it off is nobody's request.
    protocols("{\"pop3\":false}").is(200);
    protocols("{\"imap\":false}").is(200);
    protocols("{\"imap\":true}").is(403, "edition-required");
    admin.post("/accounts", "{\"address\":\"b@example.test\"}").is(201);
    admin
        .post("/accounts", "{\"address\":\"c@example.test\",\"protocols\":{\"imap\":true}}")
        .is(403, "edition-required");
    admin
        .patch("/accounts/" + account.id(), tag(), "{\"protocols\":{\"imap\":true}}")
        .is(403, "edition-required");
  }

  @Test
  void withoutASeatNobodyNewGetsItAndThoseWhoHaveItKeepIt() {
    server.services.add(edition("pro", Editions.State.ACTIVE, "seat-limit", List.of()));
    admin.post("/accounts", "{\"address\":\"b@example.test\"}").is(403, "seat-limit");
    admin
        .post("/accounts", "{\"address\":\"b@example.test\",\"protocols\":{\"imap\":false}}")
        .is(201);
    protocols("{\"pop3\":false}").is(200);
    protocols("{\"imap\":true}").is(200);
    protocols("{\"imap\":false}").is(200);
    protocols("{\"imap\":true}").is(403, "seat-limit");
  }

  @Test
  void anAccountThatComesBackNeedsASeatToo() {
    String self = "/accounts/" + account.id();
    admin.patch(self, tag(), "{\"state\":\"frozen\"}").is(200);
    server.services.add(edition("pro", Editions.State.ACTIVE, "seat-limit", List.of()));
    admin.patch(self, tag(), "{\"state\":\"active\"}").is(403, "seat-limit");
    admin.patch(self, tag(), "{\"state\":\"restricted\"}").is(403, "seat-limit");
    admin.patch(self, tag(), "{\"name\":\"A\"}").is(200);
    // Without the protocol it takes none, and so does one that is frozen from the first.
    admin.patch(self, tag(), "{\"state\":\"active\",\"protocols\":{\"imap\":false}}").is(200);
    admin.patch(self, tag(), "{\"state\":\"restricted\"}").is(200);
    admin.post("/accounts", "{\"address\":\"b@example.test\",\"state\":\"frozen\"}").is(201);
  }

  @Test
  void aDeletedAccountNeedsASeatToBeRestored() {
    String self = "/accounts/" + account.id();
    admin.delete(self + "?purge=false", "If-Match", tag()).is(200);
    Editions full = edition("pro", Editions.State.ACTIVE, "seat-limit", List.of());
    server.services.add(full);
    admin.post(self + "/restore", "").is(403, "seat-limit");
    server.services.remove(full);
    assertEquals("active", admin.post(self + "/restore", "").is(200).text("/state"));
  }

  @Test
  void aBundlesPartOfTheDescriptionIsAdded() {
    ApiFragment fragment =
        () ->
            "{\"tags\":[{\"name\":\"more\"}],\"paths\":{\"/more\":{},\"/server\":{}},"
                + "\"components\":{\"schemas\":{\"More\":{\"type\":\"object\"}}}}";
    server.services.add(fragment);
    ApiFragment broken = () -> "{";
    server.services.add(broken);
    Client.Answer openapi = admin.get("/openapi.json").is(200);
    assertTrue(openapi.json().at("/paths/~1more").isObject());
    assertTrue(openapi.json().at("/paths/~1server/get").isObject(), "what is there is kept");
    assertEquals("object", openapi.text("/components/schemas/More/type"));
  }

  private Client.Answer protocols(String patch) {
    return admin.patch("/accounts/" + account.id() + "/protocols", tag(), patch);
  }

  private String tag() {
    return admin.get("/accounts/" + account.id()).is(200).etag();
  }

  private String imap() {
    for (var item : admin.get("/capabilities").is(200).json().get("items")) {
      if (item.get("id").asText().equals("imap")) {
        return item.get("state").asText();
      }
    }
    return "";
  }

  private static Editions edition(
      String edition, Editions.State state, String denial, List<String> problems) {
    return new Editions() {
      @Override
      public String edition() {
        return edition;
      }

      @Override
      public List<Capability> capabilities() {
        return List.of(new Capability("imap", state, "pro"));
      }

      @Override
      public Optional<Denial> enabling(String protocol) {
        return protocol.equals("imap") && denial != null
            ? Optional.of(new Denial(denial, "Not now.", "pro"))
            : Optional.empty();
      }

      @Override
      public List<String> problems() {
        return problems;
      }
    };
  }
}
