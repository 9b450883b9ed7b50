package org.postern.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A round against a server that agrees to everything, and against one that does not. */
class RoundTest {

  /** Answers every line. */
  private static final class Agreeable implements Server, AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final String answer;

    Agreeable(String answer) throws IOException {
      this.answer = answer;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          Thread.ofVirtual().start(() -> serve(client));
        } catch (IOException e) {
          assertTrue(socket.isClosed(), e.toString());
        }
      }
    }

    private void serve(Socket client) {
      try (client;
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
        byte[] line = (answer + "\r\n").getBytes(StandardCharsets.US_ASCII);
        client.getOutputStream().write(line);
        while (in.readLine() != null) {
          client.getOutputStream().write(line);
        }
      } catch (IOException e) {
        assertTrue(client.isClosed(), e.toString());
      }
    }

    @Override
    public String name() {
      return "agreeable";
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public int port(Service service) {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void countsWhatWasDone() throws Exception {
    try (Agreeable server = new Agreeable("+OK")) {
      Result result = new Round(new Pop3Login(2), 2).run(server, Duration.ofMillis(300));
      assertTrue(result.rate() > 0 && result.p50() > 0 && result.p99() >= result.p50());
      assertEquals(0, result.errors(), () -> result.error().orElse(""));
    }
  }

  @Test
  void countsRefusalsAndGivesUp() throws Exception {
    try (Agreeable server = new Agreeable("-ERR no")) {
      Result result = new Round(new Pop3Login(2), 2).run(server, Duration.ofSeconds(60));
      assertEquals(0, result.rate());
      assertTrue(result.errors() >= 20);
      assertTrue(result.error().orElse("").contains("-ERR no"));
    }
  }

  @Test
  void aServerThatIsNotThereIsAnErrorToo() throws Exception {
    Agreeable server = new Agreeable("");
    server.close();
    Round round = new Round(new Deliver(new Corpus(), Server.Service.LMTP, 1_000), 2);
    Result result = round.run(server, Duration.ofSeconds(60));
    assertEquals(2, result.errors());
  }
}
