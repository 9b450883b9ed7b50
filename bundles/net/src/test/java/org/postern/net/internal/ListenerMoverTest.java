package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.net.ListenerChanges;
import org.postern.net.ListenerChanges.Kind;
import org.postern.net.ListenerChanges.Place;
import org.postern.net.Listeners.Listener;
import org.postern.settings.Settings;

/** Listeners are moved by the settings, and stay where they are when they can't be. */
class ListenerMoverTest {
  @TempDir private Path tls;
  private NetServer server;
  private File file;
  private ListenerChanges changes;

  /** A settings file whose changes come into force in a thread of their own. */
  private final class File implements Settings {
    final Map<String, Object> values = new HashMap<>(Map.of("listen", "127.0.0.1"));

    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public void reload() {}

    @Override
    public Optional<Map<String, Object>> values(String pid) {
      return Optional.of(values);
    }

    @Override
    public Optional<Problem> change(String pid, Map<String, Optional<Object>> wanted) {
      wanted.forEach(
          (key, value) -> value.ifPresentOrElse(v -> values.put(key, v), () -> values.remove(key)));
      NetSettings next = read();
      Thread.ofVirtual().start(() -> server.apply(next));
      return Optional.empty();
    }

    NetSettings read() {
      NetComponent.Settings typed =
          (NetComponent.Settings)
              Proxy.newProxyInstance(
                  NetComponent.class.getClassLoader(),
                  new Class<?>[] {NetComponent.Settings.class},
                  (proxy, method, arguments) ->
                      values.get(method.getName()) instanceof List<?> list
                          ? list.toArray(String[]::new)
                          : values.getOrDefault(method.getName(), method.getDefaultValue()));
      try {
        return SettingsReader.read(typed);
      } catch (SettingsException e) {
        throw new AssertionError(e);
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    file = new File();
    file.values.put("listeners", List.of("echo=" + freePort(), "echos=" + freePort()));
    server = new NetServer(file.read(), tls, Optional::empty, Optional::empty);
    changes = new ListenerMover(server, () -> Optional.of(file));
    server.add(new Echo());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private Listener echo() {
    return server.list().stream().filter(l -> l.id().equals("echo")).findFirst().orElseThrow();
  }

  private static Place at(String address, int port) {
    return new Place(true, Optional.ofNullable(address), OptionalInt.of(port));
  }

  private Kind refused(Place place) {
    return changes.change("echo", place).orElseThrow().kind();
  }

  @Test
  void movesAPortAndWritesItDown() throws IOException {
    int port = freePort();
    assertEquals(Optional.empty(), changes.change("echo", at(null, port)));
    assertEquals(port, echo().port());
    try (Client client = Client.to(port)) {
      assertEquals("HELLO", client.read());
    }
    assertEquals(port, file.read().listeners().get("echo").port().getAsInt());
    assertEquals(Optional.of(at(null, port)), changes.place("echo"));
    // The same port on another address: it lets go of it first.
    assertEquals(Optional.empty(), changes.change("echo", at("*", port)));
    assertEquals("*", echo().address());
    assertTrue(echo().open());
  }

  @Test
  void aPortThatIsTakenLeavesItWhereItIs() throws IOException {
    int before = echo().port();
    Map<String, Object> written = Map.copyOf(file.values);
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var refusal = changes.change("echo", at(null, busy.getLocalPort())).orElseThrow();
      assertEquals(Kind.NOT_POSSIBLE, refusal.kind());
      assertTrue(refusal.reason().contains("port " + busy.getLocalPort()), refusal.reason());
    }
    assertEquals(Kind.NOT_POSSIBLE, refused(at(null, server.port("echos"))));
    assertEquals(before, echo().port());
    assertTrue(echo().open());
    assertEquals(written, file.values);
    // Seen only when it moves: 203.0.113.0/24 is no address of this machine.
    assertEquals(Kind.NOT_POSSIBLE, refused(at("203.0.113.9", before)));
    assertTrue(echo().open());
    assertEquals("127.0.0.1", echo().address());
  }

  @Test
  void remembersWhereItWasWhileItIsOff() throws IOException {
    int port = freePort();
    assertEquals(Optional.empty(), changes.change("echo", at("127.0.0.1", port)));
    Place off = new Place(false, Optional.of("127.0.0.1"), OptionalInt.of(port));
    assertEquals(Optional.empty(), changes.change("echo", off));
    assertFalse(echo().open());
    assertFalse(echo().enabled());
    assertEquals(Optional.of(off), changes.place("echo"));
    assertEquals(Optional.empty(), changes.change("echo", at("127.0.0.1", port)));
    assertEquals(port, server.port("echo"));
  }

  @Test
  void saysWhatIsWrong() {
    assertEquals(Kind.BAD_ADDRESS, refused(at("localhost", 2000)));
    assertEquals(Kind.BAD_PORT, refused(at(null, 65_536)));
    assertEquals(Kind.BAD_PORT, refused(at(null, 0)));
    assertEquals(Kind.NOT_FOUND, changes.change("none", at(null, 2000)).orElseThrow().kind());
    assertEquals(Optional.empty(), changes.place("none"));
    ListenerChanges without = new ListenerMover(server, Optional::empty);
    assertEquals(Kind.UNAVAILABLE, without.change("echo", at(null, 2000)).orElseThrow().kind());
  }
}
