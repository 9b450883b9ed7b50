package org.postern.license.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.gate.Await;
import org.postern.license.internal.osgi.LicenseServer.Answer;
import org.postern.license.token.License;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

/** Installs that come too often, all at once, or while others change the license. */
class InstallRacesTest {
  @TempDir Path temporary;

  private LicenseServer server;

  @AfterEach
  void halt() throws Exception {
    server.close();
  }

  @Test
  void afterFiveRefusedKeysNoneIsTakenForAMinute() throws Exception {
    server = new LicenseServer(temporary, null);
    String key = server.issue(license(Licenses.LID));
    for (int i = 0; i < 5; i++) {
      assertEquals(400, server.call("PUT", "/license?dryRun=true", "garbage").status());
      server.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    Answer held = server.call("PUT", "/license", key);
    assertEquals(429, held.status(), held.http().body());
    assertEquals("too-many-requests", held.text("code"));
    assertEquals("56", held.http().headers().firstValue("Retry-After").orElseThrow());
    assertTrue(held.text("detail").contains("try again in 56 seconds"), held.text("detail"));
    assertEquals("base", server.call("GET", "/license", null).text("state"));
    server.nanos.addAndGet(Duration.ofSeconds(55).toNanos());
    assertEquals(200, server.call("PUT", "/license", key).status());
    // What is only held is no wrong key.
    for (int i = 0; i < 9; i++) {
      Answer loss =
          server.call(
              "PUT",
              "/license",
              server.issue(Licenses.features(license(Licenses.OTHER_LID), Set.of())));
      assertEquals(409, loss.status(), loss.http().body());
    }
  }

  @Test
  void keysThatAreTriedAllAtOnceAreFiveAsWell() throws Exception {
    server = new LicenseServer(temporary, null);
    int callers = 12;
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      sockets.add(socket);
      write(socket, server.head("PUT", "/license", "garbage".length()));
    }
    // Each has been let in, as no key was refused yet, and waits for its body.
    Await.until("all to be let in", () -> server.asked.get() >= callers);
    for (Socket socket : sockets) {
      write(socket, "garbage");
    }
    List<String> statuses = new ArrayList<>();
    for (Socket socket : sockets) {
      try (socket) {
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        statuses.add(answer.split(" ")[1]);
      }
    }
    assertEquals(5, Collections.frequency(statuses, "400"), statuses.toString());
    assertEquals(7, Collections.frequency(statuses, "429"), statuses.toString());
  }

  private static void write(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Test
  void anInstallThatIsOvertakenAnswersAtOnceWhatIsSo() throws Exception {
    // Its gate refuses the license, so that the install would wait for it.
    server = new LicenseServer(temporary, new Vendor("stranger", false).key("k-2026"));
    CompletableFuture<Answer> put = begin(Licenses.LID);
    Answer removed = server.call("DELETE", "/license?acknowledge=true", null);
    assertEquals(200, removed.status(), removed.http().body());
    assertOvertaken(put, "base", "null");

    put = begin(Licenses.LID);
    CompletableFuture<Answer> other = begin(Licenses.OTHER_LID);
    assertOvertaken(put, "active", Licenses.OTHER_LID);
    assertFalse(other.isDone());
    Await.until(
        "the gate's refusal to be known",
        () ->
            server
                .call("GET", "/editions/pro", null)
                .http()
                .body()
                .contains("door is not started"));
    // Ten seconds are over.
    server.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    Answer closed = other.get(30, TimeUnit.SECONDS);
    assertEquals(503, closed.status(), closed.http().body());
    assertEquals("not-listening", closed.text("code"));
    assertTrue(closed.text("detail").contains("door is not started"), closed.text("detail"));
    assertEquals("active", closed.json().at("/license/state").asText());
  }

  private CompletableFuture<Answer> begin(String lid) throws Exception {
    CompletableFuture<Answer> put = server.begin("PUT", "/license", server.issue(license(lid)));
    Await.until(
        "the license to be in force",
        () -> server.keeper.verdict().license().filter(it -> it.lid().equals(lid)).isPresent());
    return put;
  }

  private static void assertOvertaken(CompletableFuture<Answer> put, String state, String lid)
      throws Exception {
    Answer answer = put.get(30, TimeUnit.SECONDS);
    assertEquals(409, answer.status(), answer.http().body());
    assertEquals("overtaken", answer.text("code"));
    assertTrue(answer.text("detail").contains("is now " + state), answer.text("detail"));
    assertEquals(state, answer.json().at("/license/state").asText());
    assertEquals(lid, answer.json().at("/license/lid").asText());
  }

  private License license(String lid) {
    return Licenses.year(lid, server.begin.minusSeconds(3600));
  }
}
