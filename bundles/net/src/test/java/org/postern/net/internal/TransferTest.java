package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of files on their way to clients. */
class TransferTest {
  @TempDir private Path folder;
  private NetServer server;
  private Path file;
  private final byte[] content = new byte[8_000_000];

  @BeforeEach
  void start() throws IOException {
    server =
        new NetServer(
            NetSettings.loopback(), folder.resolve("tls"), Optional::empty, Optional::empty);
    server.add(new Echo());
    file = folder.resolve("content");
    new Random(1).nextBytes(content);
    Files.write(file, content);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void fetch(Client client, int position, int length) throws IOException {
    client.send("FILE " + file + " " + position + " " + length + "\r\n");
    assertEquals("FROM FILE", client.read());
    assertArrayEquals(
        Arrays.copyOfRange(content, position, position + length), client.read(length));
    assertEquals("END", client.read());
  }

  private void fetchAll(Client client) throws IOException {
    assertEquals("HELLO", client.read());
    fetch(client, 0, 0);
    fetch(client, 0, 1);
    fetch(client, 10, 1000);
    fetch(client, 5, BufferPool.SIZE - 11);
    fetch(client, 5, BufferPool.SIZE - 10);
    fetch(client, 5, BufferPool.SIZE);
    fetch(client, 5, BufferPool.SIZE + 1);
    fetch(client, 0, content.length); // far more than the socket's buffers take at once
    fetch(client, content.length - 70_000, 70_000);
  }

  @Test
  void goesOverPlainConnections() throws IOException {
    try (Client client = Client.to(server.port("echo"))) {
      fetchAll(client);
    }
  }

  @Test
  void goesOverTls() throws IOException {
    try (Client client = TlsClient.to(server.port("echos"))) {
      fetchAll(client);
    }
  }

  @Test
  void endsWhenTheFileIsShorterThanAnnounced() throws IOException {
    for (int length : new int[] {100, 100_000}) {
      try (Client client = Client.to(server.port("echo"))) {
        assertEquals("HELLO", client.read());
        client.send("FILE " + file + " " + (content.length - 10) + " " + length + "\r\n");
        String line = client.read();
        while (line != null) {
          assertEquals(-1, line.indexOf("END"));
          line = client.read();
        }
        assertNull(line);
      }
    }
  }
}
