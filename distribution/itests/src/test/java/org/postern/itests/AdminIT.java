package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an administrator does over REST goes the same in every state of the license. */
@ParameterizedClass
@EnumSource(LicenseState.class)
final class AdminIT {
  private final Server server;
  private final String suffix;

  AdminIT(LicenseState license) {
    this.server = license.server();
    this.suffix = license.name().toLowerCase(Locale.ROOT);
  }

  private HttpResponse<String> call(String method, String path, String json) throws Exception {
    return server.call(method, path, json, Map.of());
  }

  private JsonObject ok(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    return answer.body().isEmpty()
        ? Json.createObjectBuilder().build()
        : Json.createReader(new StringReader(answer.body())).readObject();
  }

  private JsonObject patch(String path, String json) throws Exception {
    String tag = server.get(path).headers().firstValue("ETag").orElseThrow();
    return ok(200, server.call("PATCH", path, json, Map.of("If-Match", tag)));
  }

  private void delete(String path, int status) throws Exception {
    String tag = server.get(path).headers().firstValue("ETag").orElse("*");
    ok(status, server.call("DELETE", path, null, Map.of("If-Match", tag)));
  }

  @Test
  void domainsAccountsAliasesAndGroups() throws Exception {
    String domain = suffix + ".example";
    ok(201, call("POST", "/domains", "{\"name\":\"" + domain + "\"}"));
    ok(409, call("POST", "/domains", "{\"name\":\"" + domain + "\"}"));
    String address = "carol@" + domain;
    JsonObject account =
        ok(
            201,
            call(
                "POST",
                "/accounts",
                "{\"address\":\"" + address + "\",\"password\":\"" + Server.PASSWORD + "\"}"));
    String path = "/accounts/" + account.getString("id");
    assertEquals("Carol", patch(path, "{\"name\":\"Carol\"}").getString("name"));
    ok(
        422,
        call("POST", "/accounts", "{\"address\":\"dave@" + domain + "\",\"password\":\"short\"}"));
    ok(428, call("PATCH", path, "{\"name\":\"no condition\"}"));
    JsonObject alias =
        ok(
            201,
            call(
                "POST",
                "/aliases",
                "{\"address\":\"info@" + domain + "\",\"members\":[\"" + address + "\"]}"));
    JsonObject group =
        ok(
            201,
            call(
                "POST",
                "/groups",
                "{\"address\":\"team@" + domain + "\",\"members\":[\"info@" + domain + "\"]}"));
    try (Wire smtp = Wire.smtp(server)) {
      smtp.deliver("a@remote.example", "team@" + domain, "Subject: x\r\n\r\nx\r\n".getBytes());
    }
    try (Wire pop = Wire.pop3(server, address)) {
      Wire.expect(pop.pop("STAT", "+OK"), "+OK 1 ");
      assertTrue(server.get("/sessions?protocol=pop3").body().contains(address));
    }
    delete("/groups/" + group.getString("id"), 204);
    delete("/aliases/" + alias.getString("id"), 204);
    ok(409, server.call("DELETE", "/domains/" + domain, null, Map.of("If-Match", "*")));
  }

  @Test
  void tokensQuotasAndPasswords() throws Exception {
    String address = server.account("erin-" + suffix);
    String id =
        ok(200, server.get("/accounts?q=erin-" + suffix))
            .getJsonArray("items")
            .getJsonObject(0)
            .getString("id");
    JsonObject token =
        ok(201, call("POST", "/auth/tokens", "{\"name\":\"t\",\"scopes\":[\"accounts:read\"]}"));
    assertTrue(token.getString("token").startsWith("pst_"));
    delete("/auth/tokens/" + token.getString("id"), 204);
    patch("/accounts/" + id + "/quota", "{\"messages\":1}");
    try (Wire smtp = Wire.smtp(server)) {
      smtp.deliver("a@remote.example", address, "Subject: x\r\n\r\nx\r\n".getBytes());
      smtp.smtp("MAIL FROM:<a@remote.example>", "250");
      smtp.line("RCPT TO:<" + address + ">");
      assertTrue(List.of("452", "552").contains(smtp.reply().substring(0, 3)));
    }
    ok(204, call("PUT", "/accounts/" + id + "/password", "{\"password\":\"another long one\"}"));
    try (Wire pop = new Wire(server.port(110))) {
      Wire.expect(pop.read(), "+OK");
      pop.pop("USER " + address, "+OK");
      pop.pop("PASS " + Server.PASSWORD, "-ERR [AUTH]");
    }
  }

  @Test
  void whatIsLookedAt() throws Exception {
    for (String path :
        List.of(
            "/health/live",
            "/health/ready",
            "/server",
            "/server/health",
            "/capabilities",
            "/domains",
            "/accounts?limit=1",
            "/listeners",
            "/plugins",
            "/tasks",
            "/audit?limit=1",
            "/editions",
            "/license",
            "/license/request",
            "/openapi.json")) {
      ok(200, server.get(path));
    }
    assertEquals(200, server.get("/metrics").statusCode());
    ok(404, server.get("/nothing/here"));
    ok(400, server.get("/accounts?limit=100000"));
  }
}
