package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator is told when something is wrong: in the log and in health. */
final class TroubleIT {
  private static final int LOGINS = 200;
  @TempDir Path folder;

  @Test
  void takenPortsOfTheAdministrationAreNamedWithTheirHolder() throws Exception {
    String holder = "is in use by process " + ProcessHandle.current().pid();
    try (Server server = Server.init(folder)) {
      ServerSocket http = hold(server.port(80));
      ServerSocket https = hold(server.port(443));
      server.launch();
      Path console = folder.resolve("console.log");
      Await.until(
          "the reason on the console",
          Duration.ofSeconds(60),
          () ->
              Files.exists(console)
                  && Files.readString(console).contains("admin-http can't listen"));
      http.close();
      server.awaitReady();
      Await.until(
          "the reason in health",
          Duration.ofSeconds(30),
          () -> {
            String health = server.get("/server/health").body();
            return health.contains("port " + server.port(443) + " on 127.0.0.1 " + holder)
                && health.contains("listener:admin-https")
                && !health.contains("port " + server.port(80) + " ");
          });
      https.close();
      Await.until(
          "no reason in health",
          Duration.ofSeconds(60),
          () -> !server.get("/server/health").body().contains("is in use"));
      String written = Files.readString(console);
      // Each once, however often it was tried.
      for (int port : new int[] {80, 443}) {
        String reason = "can't listen: port " + server.port(port) + " on 127.0.0.1 " + holder;
        assertEquals(1, count(written, reason), written);
      }
      assertFalse(written.contains("\tat "), written);
    }
  }

  private static ServerSocket hold(int port) throws Exception {
    return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
  }

  @Test
  void theLaunchersRefusedSettingsAreInTheLogAndInHealth() throws Exception {
    try (Server server = Server.init(folder)) {
      Files.writeString(folder.resolve("conf/postern.json"), "{\n  \"logLevel\": \"loud\"\n}\n");
      server.start();
      String said = "conf/postern.json:2: ";
      String health = server.get("/server/health").body();
      assertTrue(health.contains("settings:postern"), health);
      assertTrue(health.contains(said), health);
      assertTrue(health.contains("must be one of error, warn, info"), health);
      server.stop();
      String log = Files.readString(folder.resolve("logs/postern.log"));
      assertEquals(1, count(log, said), log);
    }
  }

  @Test
  void aStopLeavesNoLineOut() throws Exception {
    try (Server server = Server.init(folder)) {
      server.start();
      String account = server.account("many");
      for (int i = 0; i < LOGINS; i++) {
        try (Wire pop = Wire.pop3(server, account)) {
          pop.pop("QUIT", "+OK");
        }
      }
      server.stop();
      String log = Files.readString(folder.resolve("logs/postern.log"));
      assertEquals(LOGINS, count(log, "login granted protocol=pop3"));
      assertTrue(log.contains("closed: the server is stopping"), "what a stop logs is there too");
      assertTrue(log.endsWith("\n"));
    }
  }

  private static int count(String text, String part) {
    int found = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      found++;
    }
    return found;
  }
}
