package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.RequiresScope;
import org.postern.admin.Unauthenticated;
import org.postern.directory.Account;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Role;
import org.postern.directory.Scopes;

/** Who may do what. */
class AuthorizationTest {
  private static TestServer server;
  private static Account mine;
  private static Account theirs;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    server.directory().addDomain("mine.test");
    server.directory().addDomain("theirs.test");
    mine = server.directory().addAccount("ann@mine.test", "Ann", TestServer.PASSWORD);
    theirs = server.directory().addAccount("bob@theirs.test", "Bob", TestServer.PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void everyMethodHasARuleAndEveryChangeIsAudited() {
    ResourceConfig config = server.api().application(List.of());
    int checked = 0;
    for (Object resource : config.getInstances()) {
      if (!(resource instanceof AdminResource)) {
        continue;
      }
      for (Method method : resource.getClass().getDeclaredMethods()) {
        List<String> verbs =
            java.util.Arrays.stream(method.getAnnotations())
                .map(a -> a.annotationType().getAnnotation(jakarta.ws.rs.HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(jakarta.ws.rs.HttpMethod::value)
                .toList();
        if (verbs.isEmpty()) {
          continue;
        }
        checked++;
        RequiresScope rule = method.getAnnotation(RequiresScope.class);
        assertTrue(
            rule != null ^ method.isAnnotationPresent(Unauthenticated.class), method::toString);
        if (rule != null) {
          assertTrue(Scopes.ALL.contains(rule.value()), method::toString);
          assertEquals(
              !verbs.contains("GET"), method.isAnnotationPresent(Audited.class), method::toString);
          assertEquals(verbs.contains("GET"), rule.value().endsWith(":read"), method::toString);
        }
      }
    }
    assertTrue(checked > 60, "checked " + checked);
  }

  @Test
  void aDomainAdministratorKnowsItsDomainsOnly() throws Exception {
    Client limited = server.as(Role.DOMAIN_ADMIN, "mine.test");
    limited.get("/domains/mine.test").is(200);
    limited.get("/domains/theirs.test").is(404, "not-found");
    assertEquals(1, limited.get("/domains").is(200).json().get("items").size());
    for (JsonNode account : limited.get("/accounts").is(200).json().get("items")) {
      assertTrue(account.get("address").asText().endsWith("@mine.test"));
    }
    limited.get("/accounts?domain=theirs.test").is(404);
    limited.get("/accounts/" + mine.id()).is(200);
    limited.get("/accounts/" + theirs.id()).is(404, "not-found");
    limited.patch("/accounts/" + theirs.id(), "*", "{\"name\":\"x\"}").is(404);
    limited
        .put("/accounts/" + theirs.id() + "/password", "{\"password\":\"x\"}", "If-Match", "*")
        .is(404);
    limited.post("/accounts", "{\"address\":\"new@theirs.test\"}").is(422, "unknown-domain");
    limited.post("/domains", "{\"name\":\"more.test\"}").is(403, "domain-limited");
    limited.delete("/domains/mine.test", "If-Match", "*").is(403, "domain-limited");
    limited.get("/server").is(403, "scope-required");
    limited.get("/audit").is(403, "scope-required");
    limited.get("/plugins").is(404);
    limited
        .patch("/accounts/" + mine.id(), "*", "{\"address\":\"ann@theirs.test\"}")
        .is(422, "unknown-domain");
  }

  @Test
  void theHelpDeskSetsPasswordsAndUnlocks() throws Exception {
    Client help = server.as(Role.HELPDESK);
    help.get("/accounts/" + mine.id()).is(200);
    help.patch("/accounts/" + mine.id(), "*", "{\"state\":\"frozen\"}").is(200);
    help.patch("/accounts/" + mine.id(), "*", "{\"state\":\"active\"}").is(200);
    help.patch("/accounts/" + mine.id(), "*", "{\"name\":\"x\"}").is(403, "role-limited");
    help.put(
            "/accounts/" + mine.id() + "/password",
            "{\"password\":\"" + TestServer.PASSWORD + "2\"}",
            "If-Match",
            "*")
        .is(204);
    help.post("/accounts", "{\"address\":\"x@mine.test\"}").is(403);
    help.delete("/accounts/" + mine.id(), "If-Match", "*").is(403);
    help.post("/domains", "{\"name\":\"x.test\"}").is(403);
  }

  @Test
  void anAuditorReadsOnly() throws Exception {
    Client auditor = server.as(Role.AUDITOR);
    auditor.get("/accounts").is(200);
    auditor.get("/audit").is(200);
    auditor.get("/admins").is(200);
    auditor.post("/accounts", "{\"address\":\"x@mine.test\"}").is(403, "scope-required");
    auditor.patch("/domains/mine.test", "*", "{\"enabled\":false}").is(403);
    auditor.post("/auth/tokens", "{\"name\":\"x\"}").is(403);
  }

  @Test
  void anAccountActsForItselfOnly() throws Exception {
    Account self = server.directory().addAccount("self@mine.test", "Self", TestServer.PASSWORD);
    String token =
        server
            .directory()
            .addToken(
                new Directory.NewToken(
                    self.id(), "own", Set.of("self:*"), Set.of(), List.of(), Optional.empty()))
            .secret();
    Client client = new Client(server.port(), token);
    client.get("/accounts/" + self.id()).is(200);
    client.get("/accounts/" + theirs.id()).is(403);
    client.get("/accounts").is(403, "scope-required");
    client.patch("/accounts/" + self.id(), "*", "{\"quota\":{\"bytes\":1}}").is(403);
    client.post("/accounts/" + self.id() + "/app-passwords", "{\"name\":\"phone\"}").is(201);
    client.post("/accounts/" + theirs.id() + "/app-passwords", "{\"name\":\"phone\"}").is(403);
    client
        .put(
            "/accounts/" + self.id() + "/password",
            "{\"password\":\"" + TestServer.PASSWORD + "3\"}",
            "If-Match",
            "*")
        .is(204);
    // A new password ends all tokens of the account at once.
    client.get("/accounts/" + self.id()).is(401);
  }

  @Test
  void aRefusedChangeIsAudited() throws Exception {
    Client auditor = server.as(Role.AUDITOR);
    auditor.post("/domains", "{\"name\":\"refused.test\"}").is(403);
    String audit = server.admin().get("/audit?action=domain.add").is(200).response().body();
    assertTrue(audit.contains("scope-required"), audit);
  }
}
