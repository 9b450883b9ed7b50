package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyHeaderTest {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  @TempDir private Path tls;
  private NetServer server;

  @BeforeEach
  void start() {
    server =
        new NetServer(
            Settings.proxies(
                Settings.connections(NetSettings.loopback(), 1000, 2, 10), "127.0.0.0/8"),
            tls,
            Optional::empty,
            Optional::empty);
    server.add(new Echo());
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** A version 2 header; the checksum TLV is filled in when there is room for it at the end. */
  private static byte[] version2(int command, String from, String to, byte[] tlvs) {
    byte[] source = InetAddress.ofLiteral(from).getAddress();
    byte[] target = InetAddress.ofLiteral(to).getAddress();
    ByteBuffer header = ByteBuffer.allocate(16 + 2 * source.length + 4 + tlvs.length);
    header.put(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
    header.put((byte) command).put((byte) (source.length == 4 ? 0x11 : 0x21));
    header.putShort((short) (2 * source.length + 4 + tlvs.length));
    header.put(source).put(target).putShort((short) 4711).putShort((short) 110).put(tlvs);
    return header.array();
  }

  private static byte[] withChecksum(int wrongBy) {
    byte[] header = version2(0x21, "192.0.2.9", "192.0.2.1", new byte[] {3, 0, 4, 0, 0, 0, 0});
    CRC32C sum = new CRC32C();
    sum.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue() + wrongBy);
    return header;
  }

  private Client connect(byte[] header) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port("echo"));
    socket.getOutputStream().write(header);
    return new Client(socket);
  }

  private Client connect(String header) throws IOException {
    return connect(header.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void tells(byte[] header, String address) throws IOException {
    try (Client client = connect(header)) {
      assertEquals("HELLO", client.read());
      assertEquals(address, client.ask("FROM"));
      assertEquals(address, server.sessions().list().getFirst().remote());
      client.ask("QUIT");
    }
    Await.until("it is over", () -> server.sessions().list().isEmpty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void takesTheAddressFromTheHeader() throws IOException {
    tells(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[0]), "192.0.2.9");
    tells(version2(0x21, "2001:db8::9", "2001:db8::1", new byte[0]), "2001:db8:0:0:0:0:0:9");
    tells(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[] {4, 0, 2, 1, 1}), "192.0.2.9");
    tells(withChecksum(0), "192.0.2.9");
    tells(bytes("PROXY TCP4 192.0.2.9 192.0.2.1 4711 110\r\n"), "192.0.2.9");
    tells(bytes("PROXY TCP6 2001:db8::9 2001:db8::1 4711 110\r\n"), "2001:db8:0:0:0:0:0:9");
    // The proxy for itself, or for what it can't name.
    tells(version2(0x20, "192.0.2.9", "192.0.2.1", new byte[0]), "127.0.0.1");
    tells(bytes("PROXY UNKNOWN\r\n"), "127.0.0.1");
    tells(bytes(SIGNATURE + "\u0021\0\0\0"), "127.0.0.1");
  }

  /** What counts is the client, not the proxy, which is on loopback here. */
  @Test
  void onlyClientsOnLoopbackMaySendPasswordsInPlainText() throws IOException {
    try (Client near = connect(version2(0x21, "127.0.0.7", "127.0.0.1", new byte[0]));
        Client far = connect(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[0]))) {
      assertEquals("HELLO", near.read());
      assertEquals("YES", near.ask("PLAIN"));
      assertEquals("HELLO", far.read());
      assertEquals("NO", far.ask("PLAIN"));
    }
  }

  @Test
  void leavesWhatFollowsTheHeader() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[0]));
    all.write(bytes("one\r\n"));
    try (Client client = connect(all.toByteArray())) {
      assertEquals("HELLO", client.read());
      assertEquals("one", client.read());
    }
  }

  @Test
  void comesBeforeImplicitTls() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port("echos"));
    socket.getOutputStream().write(bytes("PROXY TCP4 192.0.2.9 192.0.2.1 4711 110\r\n"));
    try (Client client = new Client(TlsClient.over(socket, "localhost", "TLSv1.3"))) {
      assertEquals("HELLO", client.read());
      assertEquals("192.0.2.9", client.ask("FROM"));
    }
  }

  @Test
  void limitsTheClientBehindTheProxy() throws IOException {
    byte[] header = bytes("PROXY TCP4 192.0.2.9 192.0.2.1 4711 110\r\n");
    try (Client first = connect(header);
        Client second = connect(header)) {
      assertEquals("HELLO", first.read());
      assertEquals("HELLO", second.read());
      try (Client third = connect(header)) {
        assertEquals("NO too many connections from your address", third.read());
      }
      try (Client other = connect("PROXY TCP4 192.0.2.10 192.0.2.1 4711 110\r\n")) {
        assertEquals("HELLO", other.read());
      }
    }
    Await.until("all are gone", () -> server.sessions().list().isEmpty());
    try (Client again = connect(header)) {
      assertEquals("HELLO", again.read());
    }
  }

  private void refused(byte[] header) throws IOException {
    try (Client client = connect(header)) {
      client.socket().shutdownOutput();
      assertNull(client.read(), () -> new String(header, StandardCharsets.ISO_8859_1));
    } catch (SocketException e) {
      assertNotEquals("", e.getMessage()); // reset
    }
  }

  @Test
  void refusesWrongHeaders() throws IOException {
    refused(bytes("HELO there, no header\r\n"));
    refused(withChecksum(1));
    refused(bytes("PROXY TCP4 192.0.2.9 192.0.2.1 4711\r\n"));
    refused(bytes("PROXY TCP4 192.0.2.999 192.0.2.1 4711 110\r\n"));
    refused(bytes("PROXY TCP4 example.test 192.0.2.1 4711 110\r\n"));
    refused(bytes("PROXY TCP4 192.0.2.9 192.0.2.1 99999 110\r\n"));
    refused(bytes("PROXY UDP4 192.0.2.9 192.0.2.1 4711 110\r\n"));
    refused(bytes("PROXY " + "x".repeat(200)));
    refused(bytes(SIGNATURE + "\u0031\u0011\0\u000c" + "x".repeat(12)));
    refused(bytes(SIGNATURE + "\u0021\u0011\0\u0004" + "x".repeat(4)));
    refused(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[] {4, 9, 9, 1}));
    refused(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[] {3, 0, 1, 1}));
  }

  @Test
  void survivesRandomHeaders() throws IOException {
    Random random = new Random(20261122);
    for (int i = 0; i < 300; i++) {
      byte[] header =
          switch (i % 3) {
            case 0 -> version2(0x21, "192.0.2.9", "192.0.2.1", new byte[random.nextInt(40)]);
            case 1 -> bytes("PROXY TCP4 192.0.2.9 192.0.2.1 4711 110\r\n");
            default -> {
              byte[] noise = new byte[random.nextInt(200)];
              random.nextBytes(noise);
              yield noise;
            }
          };
      for (int changes = random.nextInt(4); changes > 0 && header.length > 0; changes--) {
        header[random.nextInt(header.length)] = (byte) random.nextInt();
      }
      try (Client client = connect(header)) {
        client.socket().shutdownOutput();
        while (client.read() != null) {
          // whatever it answers, it ends
        }
      } catch (SocketException e) {
        assertNotEquals("", e.getMessage()); // reset
      }
    }
    Await.until("all are gone", () -> server.sessions().list().isEmpty());
    tells(version2(0x21, "192.0.2.9", "192.0.2.1", new byte[0]), "192.0.2.9");
  }

  @Test
  void isNoMoreThanALineFromOthers() throws IOException {
    server.apply(Settings.proxies(NetSettings.loopback(), "192.0.2.0/24"));
    try (Client client = connect("PROXY TCP4 192.0.2.9 192.0.2.1 4711 110\r\n")) {
      assertEquals("HELLO", client.read());
      assertEquals("PROXY TCP4 192.0.2.9 192.0.2.1 4711 110", client.read());
      assertEquals("127.0.0.1", client.ask("FROM"));
    }
  }
}
