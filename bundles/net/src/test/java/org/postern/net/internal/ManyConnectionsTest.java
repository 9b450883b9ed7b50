package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand connections open at once, and what an idle one costs. */
class ManyConnectionsTest {
  private static final int PLAIN = 10_000;
  private static final int TLS = 250;

  /** The goal for an idle connection, in octets. */
  private static final int MOST = 40 * 1024;

  @TempDir private Path folder;

  @Test
  void holdsTenThousand(TestReporter report) throws IOException {
    List<SocketChannel> clients = new ArrayList<>(PLAIN);
    try (ServerProcess server = new ServerProcess(folder.resolve("tls"))) {
      open(server, clients, 200); // classes are loaded, buffers are there
      long heap = server.heap();
      long resident = server.resident();
      open(server, clients, PLAIN);
      long heapEach = (server.heap() - heap) / (PLAIN - 200);
      long residentEach = (server.resident() - resident) / (PLAIN - 200);
      report.publishEntry("octets on the heap for an idle connection", "" + heapEach);
      report.publishEntry("octets of memory for an idle connection", "" + residentEach);
      assertTrue(heapEach < MOST, () -> heapEach + " octets on the heap");
      assertTrue(residentEach < MOST, () -> residentEach + " octets resident");
      // All of them are alive, the first as the last.
      for (SocketChannel client : clients) {
        client.write(line("still here"));
      }
      for (SocketChannel client : clients) {
        assertEquals("still here", read(client));
      }
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  private static void open(ServerProcess server, List<SocketChannel> clients, int upTo)
      throws IOException {
    while (clients.size() < upTo) {
      SocketChannel client = SocketChannel.open();
      clients.add(client);
      // Addresses of their own: 28,000 ports of one would do, but not beside other tests.
      client.bind(new InetSocketAddress("127.0.0." + (2 + clients.size() % 100), 0));
      client.connect(new InetSocketAddress("127.0.0.1", server.plainPort()));
      assertEquals("HELLO", read(client));
    }
  }

  private static ByteBuffer line(String text) {
    return ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(SocketChannel client) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    while (bytes.position() == 0 || bytes.get(bytes.position() - 1) != '\n') {
      assertTrue(client.read(bytes) > 0, "the server closed the connection");
    }
    return new String(bytes.array(), 0, bytes.position() - 2, StandardCharsets.US_ASCII);
  }

  @Test
  void isFrugalUnderTls(TestReporter report) throws IOException {
    List<Client> clients = new ArrayList<>(TLS);
    try (ServerProcess server = new ServerProcess(folder.resolve("tls"))) {
      openTls(server, clients, 50);
      long before = server.heap();
      openTls(server, clients, TLS);
      long each = (server.heap() - before) / (TLS - 50);
      report.publishEntry("octets on the heap for an idle TLS connection", "" + each);
      assertTrue(each < MOST, () -> each + " octets on the heap");
      for (Client client : clients) {
        assertEquals("still here", client.ask("still here"));
      }
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }

  private static void openTls(ServerProcess server, List<Client> clients, int upTo)
      throws IOException {
    while (clients.size() < upTo) {
      Client client = TlsClient.to(server.tlsPort());
      clients.add(client);
      assertEquals("HELLO", client.read());
      assertEquals("x", client.ask("x"));
    }
  }
}
