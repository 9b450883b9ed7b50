package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  @TempDir private Path tls;
  private NetServer server;

  @BeforeEach
  void start() {
    server = new NetServer(NetSettings.loopback(), tls, Optional::empty, Optional::empty);
    server.add(new Echo());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Client plain() throws IOException {
    Client client = Client.to(server.port("echo"));
    assertEquals("HELLO", client.read());
    return client;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void startsTls(String version) throws IOException {
    try (Client plain = plain()) {
      assertEquals("none", plain.ask("TLS"));
      assertEquals("GO", plain.ask("STARTTLS"));
      SSLSocket socket = TlsClient.over(plain.socket(), "localhost", version);
      try (Client client = new Client(socket)) {
        assertEquals(version, client.ask("TLS"));
        assertEquals(version, server.sessions().list().getFirst().tls());
        movesData(client);
        assertEquals("BYE", client.ask("QUIT"));
        assertNull(client.read()); // close_notify, else this throws
      }
    }
  }

  private static void movesData(Client client) throws IOException {
    client.send("TAKE 3000000\r\n" + "x".repeat(3_000_000) + "one\r\ntwo\r\n");
    assertEquals("TOOK 3000000", client.read());
    assertEquals("one", client.read());
    assertEquals("two", client.read());
    client.send("GIVE 3000000\r\n");
    assertEquals(3_000_000, client.skip(3_000_000));
    String longest = "y".repeat(Echo.LIMIT);
    assertEquals("LONG " + longest, client.ask(longest + "z".repeat(100_000)));
    assertEquals("end", client.ask("end"));
  }

  @Test
  void servesImplicitTls() throws IOException {
    try (Client client = TlsClient.to(server.port("echos"))) {
      assertEquals("HELLO", client.read());
      assertEquals("TLSv1.3", client.ask("TLS"));
      movesData(client);
    }
  }

  @Test
  void resumesSessions() throws IOException {
    var context = TlsClient.context();
    for (int i = 0; i < 3; i++) {
      try (Client client =
          new Client(context.getSocketFactory().createSocket("127.0.0.1", server.port("echos")))) {
        assertEquals("HELLO", client.read());
        assertEquals("x", client.ask("x"));
      }
    }
  }

  @Test
  void forgetsWhatWasInjectedBeforeTls() throws IOException {
    try (Client plain = plain()) {
      // One segment: the second command is buffered when TLS starts.
      plain.send("STARTTLS\r\nEVIL\r\n");
      assertEquals("GO", plain.read());
      try (Client client = new Client(TlsClient.over(plain.socket(), "localhost", "TLSv1.3"))) {
        assertEquals("good", client.ask("good"));
      }
    }
  }

  /** A ClientHello for an old version, by hand: Java's own client does not send one any more. */
  @ParameterizedTest
  @ValueSource(ints = {0x0301, 0x0302})
  void refusesOldTls(int version) throws IOException {
    ByteBuffer hello = ByteBuffer.allocate(50);
    hello.put((byte) 22).putShort((short) version).putShort((short) 45);
    hello.put((byte) 1).put((byte) 0).putShort((short) 41);
    hello.putShort((short) version).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 2).putShort((short) 0xc009).put((byte) 1).put((byte) 0);
    try (Client client = Client.to(server.port("echos"))) {
      client.socket().getOutputStream().write(hello.array());
      byte[] alert = client.socket().getInputStream().readNBytes(7);
      // RFC 8446 6.2: fatal (2), protocol_version (70)
      assertEquals("21 2 70", alert[0] + " " + alert[5] + " " + alert[6]);
    }
    Await.until("the failure is counted", () -> server.handshakesFailed() > 0);
  }

  @Test
  void survivesNonsenseInsteadOfAHandshake() throws IOException {
    for (String nonsense :
        new String[] {
          "QUIT\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          "\u0016\u0003\u0001\u00ff\u00ff" + "x".repeat(70_000),
          "\u0016\u0003\u0003\0\0\u0016\u0003\u0003\0\0",
          "\0".repeat(100_000)
        }) {
      try (Client client = Client.to(server.port("echos"))) {
        client.send(nonsense);
        while (client.read() != null) {
          // the alert
        }
      } catch (SocketException e) {
        assertFalse(e.getMessage().isEmpty()); // reset while we were sending: as good
      }
    }
    try (Client client = TlsClient.to(server.port("echos"))) {
      assertEquals("HELLO", client.read());
    }
    Await.until("the sessions are over", () -> server.sessions().list().isEmpty());
  }

  /**
   * Octets whose beginning is no TLS record, or one of SSL 2, whose length is written otherwise.
   */
  @Test
  void anyBeginningIsRefusedOrWaitedForAndNeverSpunOn() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[5 + random.nextInt(2_000)];
      random.nextBytes(noise);
      if (i % 2 == 0) {
        // RFC 5246 E.2: two octets of length with the first bit set, then CLIENT-HELLO.
        noise[0] |= (byte) 0x80;
        noise[2] = 1;
        noise[3] = 3;
      }
      noise[0] = noise[0] >= 20 && noise[0] <= 24 ? 0 : noise[0];
      try (Socket socket = new Socket("127.0.0.1", server.port("echos"))) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(noise);
        socket.getInputStream().readAllBytes();
      } catch (SocketTimeoutException e) {
        throw new AssertionError("not refused: " + HexFormat.of().formatHex(noise, 0, 5), e);
      } catch (IOException e) {
        // Reset while we wrote: refused.
      }
    }
    try (Client client = TlsClient.to(server.port("echos"))) {
      assertEquals("HELLO", client.read());
    }
  }

  @Test
  void drainsUnderTls() throws Exception {
    try (Client client = TlsClient.to(server.port("echos"))) {
      assertEquals("HELLO", client.read());
      Thread stop = Thread.ofVirtual().start(server::close);
      assertEquals("BYE the server is shutting down", client.read());
      assertNull(client.read());
      stop.join();
    }
  }

  @Test
  void endsTheSilentUnderTls() throws IOException {
    try (Client client = TlsClient.to(server.port("echos"))) {
      assertEquals("HELLO", client.read());
      client.send("TIMEOUT 300\r\n");
      assertEquals("TIMEOUT", client.read());
      assertNull(client.read());
    }
  }

  @Test
  void refusesRenegotiation() throws IOException {
    try (Client plain = plain()) {
      assertEquals("GO", plain.ask("STARTTLS"));
      SSLSocket socket = TlsClient.over(plain.socket(), "localhost", "TLSv1.2");
      try (Client client = new Client(socket)) {
        assertEquals("one", client.ask("one"));
        assertThrows(
            IOException.class,
            () -> {
              socket.startHandshake();
              client.ask("two");
            });
      }
    }
  }

  @Test
  void updatesKeys() throws IOException {
    try (Client client = TlsClient.to(server.port("echos"))) {
      assertEquals("HELLO", client.read());
      SSLSocket socket = (SSLSocket) client.socket();
      for (int i = 0; i < 3; i++) {
        socket.startHandshake(); // TLS 1.3: a key update that asks for ours
        assertEquals("x" + i, client.ask("x" + i));
      }
    }
  }

  @Test
  void endsAHandshakeThatTricklesIn() throws IOException {
    NetSettings quick = Settings.handshake(NetSettings.loopback(), 1);
    server.apply(quick);
    try (Socket socket = new Socket("127.0.0.1", server.port("echos"))) {
      socket.setSoTimeout(20_000);
      // A record of which only the beginning ever comes.
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 1, 0, 1, 0});
      assertEquals(-1, socket.getInputStream().read());
    }
  }
}
