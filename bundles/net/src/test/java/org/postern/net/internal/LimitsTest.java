package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
  @TempDir private Path tls;
  private NetServer server;
  private final List<Client> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Client client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void start(int all, int perClient) {
    server =
        new NetServer(
            Settings.connections(NetSettings.loopback(), all, perClient, 10),
            tls,
            Optional::empty,
            Optional::empty);
    server.add(new Echo());
  }

  private Client from(String address) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.port("echo")), 5000);
    Client client = new Client(socket);
    clients.add(client);
    return client;
  }

  @Test
  void refusesMoreThanTheLimitInAll() throws IOException {
    start(3, 100);
    Client first = from("127.0.0.1");
    assertEquals("HELLO", first.read());
    assertEquals("HELLO", from("127.0.0.2").read());
    assertEquals("HELLO", from("127.0.0.3").read());
    Client refused = from("127.0.0.4");
    assertEquals("NO too many connections, try again later", refused.read());
    assertNull(refused.read());
    assertEquals(1, server.list().getFirst().refused());
    assertEquals(3, server.list().getFirst().connections());
    first.ask("QUIT");
    Await.until("a place is free", () -> server.list().getFirst().connections() == 2);
    assertEquals("HELLO", from("127.0.0.5").read());
  }

  @Test
  void refusesMoreThanTheLimitOfAClient() throws IOException {
    start(100, 2);
    Client first = from("127.0.0.1");
    assertEquals("HELLO", first.read());
    assertEquals("HELLO", from("127.0.0.1").read());
    assertEquals("NO too many connections from your address", from("127.0.0.1").read());
    assertEquals("HELLO", from("127.0.0.2").read());
    first.ask("QUIT");
    Await.until("a place is free", () -> server.list().getFirst().connections() == 2);
    assertEquals("HELLO", from("127.0.0.1").read());
  }

  @Test
  void closesWithoutAWordWhereTlsIsImplicit() throws IOException {
    start(1, 100);
    assertEquals("HELLO", from("127.0.0.1").read());
    try (Client refused = Client.to(server.port("echos"))) {
      assertNull(refused.read());
    }
  }

  @Test
  void cutsAClientThatTakesNoData() throws IOException {
    start(10, 10);
    Client slow = from("127.0.0.1");
    assertEquals("HELLO", slow.read());
    slow.send("TIMEOUT 500\r\nGIVE 100000000\r\n");
    Await.until("it is cut", () -> server.sessions().list().isEmpty());
  }

  @Test
  void keepsAClientThatTakesDataSlowly() throws IOException {
    start(10, 10);
    Client slow = from("127.0.0.1");
    assertEquals("HELLO", slow.read());
    int total = 20_000_000;
    slow.send("TIMEOUT 2000\r\nGIVE " + total + "\r\nafter\r\n");
    long began = System.nanoTime();
    long read = 0;
    while (read < total) {
      // About four seconds in all, twice the timeout.
      long due = began + 4_000_000_000L * read / total;
      Await.until("it is time to read on", () -> System.nanoTime() - due >= 0);
      read += slow.skip(Math.min(1_000_000, total - read));
    }
    assertEquals("after", slow.read());
    assertTrue(System.nanoTime() - began > 2_500_000_000L);
  }

  @Test
  void endsALineThatNeverEnds() throws IOException {
    start(10, 10);
    Client slow = from("127.0.0.1");
    assertEquals("HELLO", slow.read());
    slow.send("TIMEOUT 1000\r\n");
    long began = System.nanoTime();
    // An octet now and then must not keep the session: the line counts from its beginning.
    for (int i = 0; i < 100 && !server.sessions().list().isEmpty(); i++) {
      int sent = i;
      Await.until("it is time to write on", () -> System.nanoTime() - began > sent * 100_000_000L);
      try {
        slow.send("x");
      } catch (IOException e) {
        break; // closed: what we wait for
      }
    }
    Await.until("it is ended", () -> server.sessions().list().isEmpty());
    assertTrue(System.nanoTime() - began < 5_000_000_000L);
  }

  @Test
  void goesOnAfterFilesRanOut() throws IOException {
    try (ServerProcess process = new ServerProcess(tls.resolve("other"), "400", 280)) {
      List<Client> waiting = new ArrayList<>();
      // The kernel completes connections that the process can't accept yet.
      for (int i = 0; i < 190; i++) {
        Client client = Client.to(process.plainPort());
        clients.add(client);
        waiting.add(client);
      }
      Await.until("files have run out", () -> process.logged("can't accept connections"));
      process.heap(); // gives the other files back
      for (Client client : waiting) {
        assertEquals("HELLO", client.read());
      }
    }
  }
}
