package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.net.Sessions;
import org.postern.net.Sessions.Session;

/** Serving lines over real sockets: an example of how a protocol is tested without OSGi. */
class NetServerTest {
  @TempDir private Path tls;
  private NetServer server;
  private final Echo echo = new Echo();

  @BeforeEach
  void start() {
    server = new NetServer(NetSettings.loopback(), tls, Optional::empty, Optional::empty);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Client connect() throws IOException {
    if (server.list().isEmpty()) {
      server.add(echo);
    }
    Client client = Client.to(server.port("echo"));
    assertEquals("HELLO", client.read());
    return client;
  }

  @Test
  void servesLines() throws IOException {
    try (Client client = connect()) {
      assertEquals("one", client.ask("one"));
      assertEquals("LF two", client.send("two\n").read());
      assertEquals("BYE", client.ask("QUIT"));
      assertNull(client.read());
    }
  }

  @Test
  void takesPartsAndPipelines() throws IOException {
    try (Client client = connect()) {
      client.send("o").send("n").send("e\r").send("\ntwo\r\nthr").send("ee\r\n");
      assertEquals(
          List.of("one", "two", "three"), List.of(client.read(), client.read(), client.read()));
      client.send("TAKE 5\r\nabcdeTAKE 100000\r\n" + "x".repeat(100_000) + "end\r\n");
      assertEquals("TOOK 5", client.read());
      assertEquals("TOOK 100000", client.read());
      assertEquals("end", client.read());
    }
  }

  @Test
  void cutsOverlongLines() throws IOException {
    String most = "x".repeat(Echo.LIMIT);
    try (Client client = connect()) {
      assertEquals(most, client.ask(most));
      assertEquals("LF " + most, client.send(most + "\n").read());
      assertEquals("LONG " + most, client.ask(most + "y"));
      assertEquals("LONG LF " + most, client.send(most + "y\n").read());
      assertEquals(most, client.send(most).send("\r").send("\n").read());
      assertEquals("LONG " + most, client.ask("x".repeat(5_000_000)));
      assertEquals("next", client.ask("next"));
    }
  }

  @Test
  void endsTheSilent() throws IOException {
    try (Client client = connect()) {
      client.send("TIMEOUT 300\r\n");
      assertEquals("TIMEOUT", client.read());
      assertNull(client.read());
    }
  }

  @Test
  void drainsWhenTheProtocolGoes() throws Exception {
    try (Client idle = connect();
        Client busy = connect()) {
      busy.send("TAKE 10\r\n12345");
      Await.until(
          "the command has begun",
          () ->
              server.sessions().list().stream()
                  .anyMatch(session -> session.lastCommand().equals("TAKE")));
      int port = server.port("echo");
      Thread stop = Thread.ofVirtual().start(() -> server.remove(echo));
      assertEquals("BYE the server is shutting down", idle.read());
      assertNull(idle.read());
      assertThrows(ConnectException.class, () -> Client.to(port).close());
      busy.send("67890");
      assertEquals("TOOK 10", busy.read());
      assertEquals("BYE the server is shutting down", busy.read());
      assertTrue(stop.join(Duration.ofSeconds(10)));
      assertEquals(List.of(), server.list());
    }
  }

  @Test
  void listsAndEndsSessions() throws IOException {
    try (Client client = connect();
        Client other = connect()) {
      client.ask("HELP me");
      List<Session> sessions = server.sessions().list();
      assertEquals(2, sessions.size());
      Session session = sessions.getFirst();
      assertEquals("HELP", session.lastCommand());
      assertEquals(9, session.bytesIn());
      Await.until(
          "all answers are counted",
          () -> server.sessions().find(session.id()).orElseThrow().bytesOut() == 16);
      assertEquals(1, server.sessions().end(s -> s.id().equals(session.id()), "ended by admin"));
      assertEquals("BYE ended by admin", client.read());
      assertEquals("still", other.ask("still"));
    }
  }

  @Test
  void readsRandomLinesInRandomPieces() throws Exception {
    Random random = new Random(5321);
    StringBuilder sent = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String text =
          "x".repeat(random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(110));
      boolean crlf = random.nextInt(4) > 0;
      // A CR that is not followed by LF is part of the line.
      String odd = random.nextInt(10) == 0 ? "\rz" : "";
      String whole = text + odd;
      sent.append(whole).append(crlf ? "\r\n" : "\n");
      String kept = whole.length() > Echo.LIMIT ? whole.substring(0, Echo.LIMIT) : whole;
      if (kept.indexOf('\r') < 0) {
        expected.add((whole.length() > Echo.LIMIT ? "LONG " : "") + (crlf ? "" : "LF ") + kept);
      } else {
        expected.add("CR");
      }
    }
    try (Client client = connect()) {
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int at = 0; at < sent.length(); ) {
                        int end = Math.min(sent.length(), at + 1 + random.nextInt(3000));
                        client.send(sent.substring(at, end));
                        at = end;
                      }
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      for (String line : expected) {
        assertEquals(line, client.read());
      }
      sender.join();
    }
  }

  @Test
  void countsTraffic() throws IOException {
    try (Client client = connect()) {
      assertEquals("BYE", client.ask("QUIT"));
      assertNull(client.read());
    }
    Await.until("the session is over", () -> server.sessions().list().isEmpty());
    assertEquals(List.of(new Sessions.Traffic("echo", "", 6, 12, 1)), server.sessions().traffic());
  }
}
