package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Constants;

/**
 * Bundles come and go at run time in a real Felix; ports and sessions of the others notice nothing.
 */
final class PluginIT {
  @RegisterExtension static final Container FELIX = new Container();

  @Test
  void everyBundleOfTheBaseEditionIsActive() throws Exception {
    HttpResponse<String> response = FELIX.server().get("/plugins?limit=500");
    assertEquals(200, response.statusCode(), response.body());
    int seen = 0;
    for (JsonValue item : object(response).getJsonArray("items")) {
      JsonObject plugin = item.asJsonObject();
      assertEquals("active", plugin.getString("state"), plugin.toString());
      seen += plugin.getString("name").startsWith("org.postern.") ? 1 : 0;
    }
    assertTrue(seen >= 6, response.body());
  }

  @Test
  void aThirdPartyProtocolGetsItsPortAndLosesItAgain() throws Exception {
    int port = FELIX.server().port(EchoProtocol.PORT);
    assertThrows(IOException.class, () -> new Wire(port).close());
    FELIX.install(
        TinyBundles.bundle()
            .addClass(EchoActivator.class)
            .addClass(EchoProtocol.class)
            .setHeader(Constants.BUNDLE_SYMBOLICNAME, "com.example.echo")
            .setHeader(Constants.BUNDLE_VERSION, "1.0.0")
            .setHeader(Constants.BUNDLE_ACTIVATOR, EchoActivator.class.getName())
            .setHeader(
                Constants.IMPORT_PACKAGE, "org.osgi.framework,org.postern.net;version=\"[1,2)\"")
            .build(TinyBundles.rawBuilder()));
    try (Wire pop = Wire.pop3(FELIX.server(), account("echo-user"))) {
      Await.until("the port to open", Duration.ofSeconds(10), () -> open(port));
      try (Wire echo = new Wire(port)) {
        echo.line("hello");
        assertEquals("hello", echo.read());
        assertTrue(FELIX.server().get("/sessions?protocol=echo").body().contains("\"echo\""));
        FELIX.uninstall();
        assertEquals("bye", echo.read());
      }
      Await.until("the port to close", Duration.ofSeconds(10), () -> !open(port));
      pop.pop("NOOP", "+OK");
    }
  }

  @Test
  void aBaseProtocolIsStoppedAndStartedOverRest() throws Exception {
    Server server = FELIX.server();
    try (Wire smtp = Wire.smtp(server)) {
      state("org.postern.pop3", "resolved");
      Await.until("POP3 to close", Duration.ofSeconds(15), () -> !open(server.port(110)));
      smtp.smtp("NOOP", "250");
      state("org.postern.pop3", "active");
      Await.until("POP3 to open", Duration.ofSeconds(15), () -> open(server.port(110)));
      smtp.smtp("NOOP", "250");
    }
  }

  private static void state(String plugin, String state) throws Exception {
    String path = "/plugins/" + plugin;
    String tag = FELIX.server().get(path).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> changed =
        FELIX
            .server()
            .call("PATCH", path, "{\"state\":\"" + state + "\"}", Map.of("If-Match", tag));
    assertTrue(changed.statusCode() / 100 == 2, changed.statusCode() + " " + changed.body());
  }

  private static String account(String local) throws Exception {
    return FELIX.server().account(local);
  }

  private static boolean open(int port) {
    try {
      new Wire(port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonObject object(HttpResponse<String> response) {
    return Json.createReader(new StringReader(response.body())).readObject();
  }
}
