package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.net.Listeners.Listener;
import org.postern.net.internal.NetSettings.ListenerSettings;

class ListenersTest {
  @TempDir private Path tls;
  private final NetSettings settings = NetSettings.loopback();
  private NetServer server;

  @BeforeEach
  void start() {
    server = new NetServer(settings, tls, Optional::empty, Optional::empty);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static ListenerSettings onPort(int port) {
    return new ListenerSettings(Optional.empty(), Optional.empty(), OptionalInt.of(port));
  }

  private Listener listener(String id) {
    return server.list().stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void saysWhoHasABusyPortAndTriesAgain() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      server.apply(Settings.listener(settings, "echo", onPort(busy.getLocalPort())));
      server.add(new Echo());
      Listener echo = listener("echo");
      assertFalse(echo.open());
      assertTrue(echo.reason().contains("port " + busy.getLocalPort()), echo.reason());
      assertTrue(
          echo.reason().contains("by process " + ProcessHandle.current().pid()), echo.reason());
      assertEquals(1, server.problems().size());
      try (Client client = TlsClient.to(server.port("echos"))) {
        assertEquals("HELLO", client.read());
      }
    }
    Await.until("the port is open", () -> listener("echo").open());
    assertEquals("", listener("echo").reason());
    try (Client client = Client.to(server.port("echo"))) {
      assertEquals("HELLO", client.read());
    }
  }

  @Test
  void reopensOnlyWhatTheSettingsMove() throws IOException {
    server.add(new Echo());
    int moved = server.port("echo");
    int kept = server.port("echos");
    try (Client before = Client.to(moved)) {
      assertEquals("HELLO", before.read());
      int free = freePort();
      server.apply(Settings.listener(settings, "echo", onPort(free)));
      assertEquals(free, server.port("echo"));
      assertNotEquals(moved, free);
      assertEquals(kept, server.port("echos"));
      assertThrows(ConnectException.class, () -> Client.to(moved).close());
      assertEquals("still", before.ask("still"));
      try (Client after = Client.to(free)) {
        assertEquals("HELLO", after.read());
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void switchesListenersOffAndOn() throws IOException {
    server.add(new Echo());
    int port = server.port("echo");
    server.apply(
        Settings.listener(
            settings,
            "echo",
            new ListenerSettings(Optional.of(false), Optional.empty(), OptionalInt.empty())));
    assertThrows(ConnectException.class, () -> Client.to(port).close());
    assertEquals("switched off in the settings", listener("echo").reason());
    server.apply(settings);
    try (Client client = Client.to(server.port("echo"))) {
      assertEquals("HELLO", client.read());
    }
  }

  @Test
  void saysThatAnAddressIsNotOurs() {
    server.apply(
        Settings.listener(
            settings,
            "echo",
            new ListenerSettings(
                Optional.empty(),
                Optional.of(InetAddress.ofLiteral("192.0.2.7")),
                OptionalInt.empty())));
    server.add(new Echo());
    assertFalse(listener("echo").open());
    assertTrue(listener("echo").reason().contains("192.0.2.7"), listener("echo").reason());
    assertTrue(listener("echos").open());
  }

  @Test
  void opensNothingWithoutUsableSettings() {
    server.apply(NetSettings.NOTHING_OPEN);
    server.refusedSettings("conf/org.postern.net.json: listen: bad");
    server.add(new Echo());
    assertTrue(server.list().stream().noneMatch(Listener::open));
    assertTrue(server.problems().contains("conf/org.postern.net.json: listen: bad"));
    server.apply(settings);
    assertTrue(server.list().stream().allMatch(Listener::open));
    assertEquals(java.util.List.of(), server.problems());
  }

  @Test
  void logsADefectOfAProtocolAndGoesOn() throws IOException {
    server.add(new Echo());
    try (Client client = Client.to(server.port("echo"))) {
      assertEquals("HELLO", client.read());
      assertEquals(null, client.ask("FAIL"));
    }
    try (Client client = Client.to(server.port("echo"))) {
      assertEquals("HELLO", client.read());
    }
  }
}
