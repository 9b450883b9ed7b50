package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.internal.Client.Answer;
import org.postern.net.internal.login.Throttle;

/** Wrong tokens are slowed down over real sockets, and nobody else with them. */
class FailedTokensTest {
  /** More than are free for one client. */
  private static final int MANY = 30;

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = new TestServer(home);
    // As in a server: each address is a client, and loopback is shared by many.
    server.services.add(
        new Throttle(client -> client, InetAddress::isLoopbackAddress, System::nanoTime));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Answer failUntilThrottled() {
    Client wrong = new Client(server.port(), "pst_wrong");
    for (int i = 0; i < MANY; i++) {
      Answer answer = wrong.get("/domains");
      if (answer.status() == 429) {
        return answer;
      }
      answer.is(401, "not-authenticated");
    }
    throw new AssertionError("still not throttled after " + MANY);
  }

  @Test
  void manyWrongTokensAre429WithRetryAfter() {
    Answer throttled = failUntilThrottled().is(429, "too-many-failures");
    int seconds = Integer.parseInt(throttled.header("Retry-After"));
    assertTrue(seconds >= 1 && seconds <= 900, "Retry-After: " + seconds);
    new Client(server.port(), "pst_other").get("/domains").is(429);
  }

  @Test
  void aGoodTokenIsTakenAllTheSame() throws IOException {
    failUntilThrottled();
    // From the same address, where a program with a stale token runs beside the administrator ...
    server.admin().get("/domains").is(200);
    // ... and from another one.
    assertEquals("200", statusFrom("127.0.0.2", server.adminToken));
    // A success does not wash the failures off.
    new Client(server.port(), "pst_wrong").get("/domains").is(429);
  }

  @Test
  void anotherAddressHasItsOwnCount() throws IOException {
    failUntilThrottled();
    assertEquals("401", statusFrom("127.0.0.3", "pst_wrong"));
  }

  /** Calls from a given address of loopback. */
  private String statusFrom(String address, String token) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
      String request =
          "GET /api/v1/domains HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Authorization: Bearer "
              + token
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.split(" ", 3)[1];
    }
  }
}
