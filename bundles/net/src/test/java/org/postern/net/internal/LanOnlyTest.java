package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.net.Endpoint;

/** Protocols that are for the local network alone; here, 127.0.0.2 is all of it. */
class LanOnlyTest {
  private static final String REFUSED = "NO only clients of the local network are served here";

  @TempDir private Path tls;
  private NetServer server;

  private static NetSettings only(String... names) {
    return Settings.lanOnly(NetSettings.loopback(), "127.0.0.2/32", names);
  }

  private void start(NetSettings settings) {
    server = new NetServer(settings, tls, Optional::empty, Optional::empty);
    server.add(new Echo());
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private Client from(String address) throws IOException {
    return from(address, "");
  }

  private Client from(String address, String first) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.port("echo")), 5000);
    socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
    return new Client(socket);
  }

  @Test
  void othersAreToldSoAndLeft() throws IOException {
    start(only("echo"));
    try (Client here = from("127.0.0.2");
        Client elsewhere = from("127.0.0.3")) {
      assertEquals("HELLO", here.read());
      assertEquals(REFUSED, elsewhere.read());
      assertNull(elsewhere.read());
      assertEquals(1, server.list().getFirst().refused());
    }
  }

  @Test
  void aListenerMayBeMeantAlone() throws IOException {
    start(only("echos"));
    try (Client elsewhere = from("127.0.0.3")) {
      assertEquals("HELLO", elsewhere.read());
    }
    Endpoint echo = new Endpoint("echo", 7, Endpoint.Security.STARTTLS);
    Endpoint echos = new Endpoint("echos", 8, Endpoint.Security.IMPLICIT);
    InetAddress client = InetAddress.ofLiteral("127.0.0.3");
    assertTrue(only("echos").lanOnly().admits("echo", echo, client));
    assertEquals(false, only("echos").lanOnly().admits("echo", echos, client));
    // A protocol's name means all its listeners.
    assertEquals(false, only("echo").lanOnly().admits("echo", echos, client));
  }

  @Test
  void sessionsFromElsewhereEndWhenItIsSwitchedOn() throws IOException {
    start(only());
    try (Client here = from("127.0.0.2");
        Client elsewhere = from("127.0.0.3")) {
      assertEquals("HELLO", here.read());
      assertEquals("HELLO", elsewhere.read());
      server.apply(only("echo"));
      assertEquals("BYE only clients of the local network are served here", elsewhere.read());
      assertNull(elsewhere.read());
      assertEquals("hi", here.ask("hi"));
    }
  }

  @Test
  void behindAProxyTheClientCounts() throws IOException {
    start(Settings.proxies(only("echo"), "127.0.0.3/32"));
    try (Client elsewhere = from("127.0.0.3", "PROXY TCP4 192.0.2.9 192.0.2.1 4711 7\r\n");
        Client here = from("127.0.0.3", "PROXY TCP4 127.0.0.2 192.0.2.1 4711 7\r\n")) {
      assertEquals(REFUSED, elsewhere.read());
      assertEquals("HELLO", here.read());
    }
  }

  @Test
  void theDefaultIsPrivateAddresses() {
    NetSettings.LanOnly lan =
        new NetSettings.LanOnly(
            java.util.Set.of("echo"), NetSettings.DEFAULTS.lanOnly().networks());
    Endpoint echo = new Endpoint("echo", 7, Endpoint.Security.STARTTLS);
    for (String here :
        List.of(
            "127.0.0.1", "::1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "fd00::1", "fe80::1")) {
      assertTrue(lan.admits("echo", echo, InetAddress.ofLiteral(here)), here);
    }
    for (String elsewhere : List.of("172.32.0.1", "192.0.2.1", "8.8.8.8", "2001:db8::1")) {
      assertEquals(false, lan.admits("echo", echo, InetAddress.ofLiteral(elsewhere)), elsewhere);
    }
  }
}
