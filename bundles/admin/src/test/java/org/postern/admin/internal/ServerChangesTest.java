package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;
import org.postern.directory.Directory.Role;
import org.postern.net.Endpoint;
import org.postern.net.ListenerChanges;
import org.postern.net.Listeners;
import org.postern.settings.Settings;

/** Changing the server itself: its ports and its name. */
class ServerChangesTest {
  private static final String LISTENER = "/listeners/pop3";
  private TestServer server;
  private Client admin;
  private final Net net = new Net();
  private final Files files = new Files();

  /** One listener, and what refuses to move it. */
  private static final class Net implements Listeners, ListenerChanges {
    private Place place = new Place(true, Optional.empty(), OptionalInt.empty());
    private Optional<Refusal> refusal = Optional.empty();

    @Override
    public List<Listener> list() {
      return List.of(
          new Listener(
              "pop3",
              "pop3",
              place.enabled(),
              place.address().orElse("*"),
              place.port().orElse(110),
              Endpoint.Security.STARTTLS,
              place.enabled(),
              "",
              0,
              0,
              0));
    }

    @Override
    public List<Certificate> certificates() {
      return List.of();
    }

    @Override
    public List<String> problems() {
      return List.of();
    }

    @Override
    public Optional<Place> place(String id) {
      return id.equals("pop3") ? Optional.of(place) : Optional.empty();
    }

    @Override
    public Optional<Refusal> change(String id, Place wanted) {
      if (refusal.isEmpty()) {
        place = wanted;
      }
      return refusal;
    }
  }

  /** Settings files that take all values but those that a component refuses. */
  private static final class Files implements Settings {
    private final Map<String, Map<String, Object>> all = new HashMap<>();
    private final Map<String, String> refusedKeys = new HashMap<>();

    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public void reload() {
      // They change by change only.
    }

    @Override
    public Optional<Map<String, Object>> values(String pid) {
      return Optional.of(all.getOrDefault(pid, Map.of()));
    }

    @Override
    public Optional<Problem> change(String pid, Map<String, Optional<Object>> changes) {
      String key = refusedKeys.get(pid);
      if (key != null) {
        String file = "conf/" + pid + ".json";
        return Optional.of(
            new Problem(pid, file, 1, key, "no good", InForce.LAST_GOOD, Instant.EPOCH));
      }
      Map<String, Object> values = all.computeIfAbsent(pid, each -> new HashMap<>());
      changes.forEach(
          (name, value) ->
              value.ifPresentOrElse(set -> values.put(name, set), () -> values.remove(name)));
      return Optional.empty();
    }
  }

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    server.services.addAll(List.of(net, files));
    server.directory().addDomain("example.test");
    admin = server.admin();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aListenerMovesAndGoesBack() {
    Answer before = admin.get(LISTENER).is(200);
    Answer moved =
        admin.patch(LISTENER, before.etag(), "{\"port\":1110,\"address\":\"192.0.2.1\"}").is(200);
    assertEquals(1110, moved.json().get("port").asInt());
    assertEquals("192.0.2.1", moved.text("/address"));
    assertEquals(moved.etag(), admin.get(LISTENER).is(200).etag());
    assertFalse(moved.etag().equals(before.etag()));
    admin.patch(LISTENER, before.etag(), "{\"port\":1111}").is(412, "stale");
    Answer off = admin.patch(LISTENER, moved.etag(), "{\"enabled\":false}").is(200);
    assertFalse(off.json().get("open").asBoolean());
    assertEquals(1110, off.json().get("port").asInt(), "what is not named stays");
    admin.patch(LISTENER, "*", "{\"enabled\":null,\"port\":null,\"address\":null}").is(200);
    assertEquals(before.etag(), admin.get(LISTENER).is(200).etag());
  }

  @Test
  void aListenerThatCantBeMovedStays() throws Exception {
    for (var refused :
        Map.of(
                ListenerChanges.Kind.BAD_ADDRESS, "422 bad-address",
                ListenerChanges.Kind.BAD_PORT, "422 bad-port",
                ListenerChanges.Kind.NOT_POSSIBLE, "409 port-in-use",
                ListenerChanges.Kind.BAD_SETTINGS, "409 bad-settings-file",
                ListenerChanges.Kind.UNAVAILABLE, "503 settings-unavailable",
                ListenerChanges.Kind.NOT_FOUND, "404 not-found")
            .entrySet()) {
      net.refusal = Optional.of(new ListenerChanges.Refusal(refused.getKey(), "it is so"));
      String[] expected = refused.getValue().split(" ");
      admin.patch(LISTENER, "*", "{\"port\":1110}").is(Integer.parseInt(expected[0]), expected[1]);
    }
    net.refusal = Optional.empty();
    admin.patch("/listeners/none", "*", "{\"port\":1110}").is(404, "not-found");
    admin.patch(LISTENER, "*", "{\"ports\":1110}").is(422, "unknown-member");
    admin.patch(LISTENER, "*", "{\"port\":\"high\"}").is(422, "wrong-type");
    server.as(Role.HELPDESK).patch(LISTENER, "*", "{\"port\":1110}").is(403);
    assertEquals(110, admin.get(LISTENER).is(200).json().get("port").asInt());
  }

  @Test
  void theNameOfTheServerIsOneForAllProtocols() {
    Answer before = admin.get("/server").is(200);
    Answer named = admin.patch("/server", before.etag(), "{\"name\":\"mx.example.test\"}").is(200);
    assertEquals("mx.example.test", named.text("/name"));
    assertEquals(Map.of("hostname", "mx.example.test"), files.all.get("org.postern.smtp"));
    assertEquals(Map.of("hostName", "mx.example.test"), files.all.get("org.postern.net"));
    admin.patch("/server", before.etag(), "{\"name\":\"other.test\"}").is(412, "stale");
    admin.patch("/server", "*", "{\"name\":\" \"}").is(422, "bad-name");
    admin.patch("/server", "*", "{\"title\":\"x\"}").is(422, "unknown-member");
    assertEquals(
        before.text("/name"),
        admin.patch("/server", named.etag(), "{\"name\":null}").is(200).text("/name"));
    assertTrue(files.all.get("org.postern.smtp").isEmpty());
  }

  @Test
  void aNameThatOneProtocolRefusesIsNobodys() throws Exception {
    admin.patch("/server", "*", "{\"name\":\"mx.example.test\"}").is(200);
    files.refusedKeys.put("org.postern.net", "hostName");
    admin.patch("/server", "*", "{\"name\":\"b.example.test\"}").is(422, "bad-name");
    files.refusedKeys.put("org.postern.net", "portBase");
    admin.patch("/server", "*", "{\"name\":\"b.example.test\"}").is(409, "bad-settings-file");
    assertEquals(Map.of("hostname", "mx.example.test"), files.all.get("org.postern.smtp"));
    assertEquals("mx.example.test", admin.get("/server").is(200).text("/name"));
    server.as(Role.DOMAIN_ADMIN, "example.test").patch("/server", "*", "{\"name\":null}").is(403);
  }
}
