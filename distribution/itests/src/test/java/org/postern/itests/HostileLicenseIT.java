package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On servers of their own: after so many refused keys none is taken for a minute. */
final class HostileLicenseIT {
  private static final int CLOSED = -1;

  @Test
  void hostileBodiesCostNoMemoryAndChangeNothing(@TempDir Path home) throws Exception {
    try (Server server = Server.init(home)) {
      server.start();
      LicenseState.install(server, Instant.now().plus(Duration.ofDays(30)));
      String key = DemoVendor.issue(DemoVendor.license(DemoVendor.LID, Instant.now()));
      // What the first of them load is not counted.
      hostile(server, key, 0);
      long before = server.residentBytes();
      for (int i = 1; i < 60; i++) {
        hostile(server, key, i);
      }
      assertTrue(
          server.residentBytes() - before < 150L << 20, "hostile license bodies cost memory");
      assertTrue(server.get("/license").body().contains("\"state\":\"active\""));
      try (Wire imap = new Wire(server.port(143))) {
        Wire.expect(imap.read(), "* OK");
      }
    }
  }

  @Test
  void theKeyIsInNoFileButItsOwn(@TempDir Path home) throws Exception {
    String good =
        DemoVendor.issue(DemoVendor.license(DemoVendor.LID, Instant.now().plusSeconds(900)));
    String late = DemoVendor.issue(DemoVendor.license(DemoVendor.OTHER_LID, Instant.now()));
    try (Server server = Server.init(home)) {
      server.start();
      Await.until(
          "the license's resource",
          Duration.ofSeconds(30),
          () -> server.get("/license").statusCode() == 200);
      assertEquals(200, put(server, good));
      assertEquals(422, put(server, late));
      assertEquals(400, put(server, good + good));
      int at = good.lastIndexOf('.') + 5;
      char other = good.charAt(at) == 'A' ? 'B' : 'A';
      assertEquals(422, put(server, good.substring(0, at) + other + good.substring(at + 1)));
    }
    String log = Files.readString(home.resolve("logs/postern.log"));
    assertTrue(log.contains("the license is ACTIVE") && log.contains("bad-signature"), log);
    List<String> secrets =
        List.of(good, late).stream()
            .map(key -> key.lines().skip(2).findFirst().orElseThrow())
            .toList();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        boolean own = file.endsWith("data/license/license.txt");
        assertEquals(own, text.contains(secrets.getFirst()), file.toString());
        assertFalse(text.contains(secrets.getLast()), file.toString());
      }
    }
  }

  private static void hostile(Server server, String key, int round) throws Exception {
    assertTrue(List.of(413, CLOSED).contains(put(server, "x".repeat(8 << 20))));
    for (String body :
        List.of("[".repeat(15_000), key.substring(0, key.length() / 2 + round), key + key)) {
      int status = put(server, body);
      assertTrue(List.of(400, 422, 429, CLOSED).contains(status), "status " + status);
    }
  }

  /** The status; a connection whose body was not read to its end may be closed at any moment. */
  private static int put(Server server, String body) throws Exception {
    try {
      return server.text("PUT", "/license", body).statusCode();
    } catch (IOException e) {
      return CLOSED;
    }
  }
}
