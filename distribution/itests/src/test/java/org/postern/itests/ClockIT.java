package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.license.gate.ClockMark;

/** A server whose machine has a wrong clock when it starts, seen by what it knew before. */
final class ClockIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path home;
  private Server server;

  @BeforeEach
  void init() throws Exception {
    server = Server.init(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void startedWithAClockTenYearsAheadNothingEnds() throws Exception {
    // The machine's clock can't be set here, so the license is one of ten years ago.
    Instant right = Instant.now().minus(Duration.ofDays(3650)).truncatedTo(ChronoUnit.SECONDS);
    start(right.minusSeconds(60), right);
    assertTrue(license().contains("\"state\":\"active\""), license());
    assertTrue(license().contains("\"flags\":[\"clock-suspect\"]"), license());
    try (Wire imap = new Wire(server.port(143))) {
      Wire.expect(imap.read(), "* OK");
    }
  }

  @Test
  void startedWithAClockSetBackNothingIsRegained() throws Exception {
    Instant begin = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    start(begin, begin.plus(Duration.ofDays(400)));
    assertTrue(license().contains("\"reason\":\"expired\""), license());
    assertThrows(ConnectException.class, () -> new Wire(server.port(143)));
  }

  /** Starts on what a server had kept when it was that late. */
  private void start(Instant issued, Instant mark) throws Exception {
    Path kept = Files.createDirectories(home.resolve(ClockMark.FOLDER));
    Files.writeString(
        kept.resolve("license.txt"),
        DemoVendor.issue(
            DemoVendor.license(DemoVendor.LID, issued, issued.plus(Duration.ofDays(300)))));
    Files.writeString(kept.resolve(ClockMark.FILE), new ClockMark(mark, 0, Duration.ZERO).text());
    server.start();
    Await.until(
        "the license's resource", PATIENCE, () -> server.get("/license").statusCode() == 200);
    if (license().contains("\"edition\":\"pro\"")) {
      Await.until(
          "the gate to open",
          PATIENCE,
          () -> server.get("/capabilities").body().contains("\"state\":\"active\""));
    }
  }

  private String license() throws Exception {
    return server.get("/license").body();
  }
}
