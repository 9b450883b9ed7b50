package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Alias;
import org.postern.directory.Audit;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/** Kills a process that changes the directory, and looks for everything it acknowledged. */
class CrashTest {
  private static final int ROUNDS = 6;

  @TempDir Path home;

  /** The process: adds accounts in threads and says so line by line. */
  static final class Writer {
    public static void main(String[] args) throws Exception {
      Homes homes = new Homes(Path.of(args[0]));
      String round = args[1];
      for (int t = 0; t < 4; t++) {
        String name = round + "-" + t;
        Thread.ofPlatform().start(() -> write(homes, name));
      }
    }

    private static void write(Homes homes, String name) {
      try {
        for (int i = 0; ; i++) {
          String address = "user-" + name + "-" + i + "@example.test";
          Account account = homes.directory.addAccount(Homes.without(address, ""));
          homes.directory.addAddress(account.id(), "extra-" + name + "-" + i + "@example.test");
          homes.directory.addAlias(
              Alias.Kind.ALIAS, "alias-" + name + "-" + i + "@example.test", "", List.of(address));
          homes
              .open
              .audit()
              .record(
                  new Audit.Entry(
                      "", Instant.now(), "w", "", "account.add", account.id(), Map.of(), "ok"));
          // One write: a line is whole or not there.
          System.out.write(
              (account.id() + " " + name + "-" + i + "\n").getBytes(StandardCharsets.UTF_8));
          System.out.flush();
        }
      } catch (DirectoryException | java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterKillNine() throws Exception {
    try (Homes homes = new Homes(home)) {
      homes.directory.addDomain("example.test");
    }
    Random random = new Random(1);
    int acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  home.toString(),
                  Integer.toString(round))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int wanted = 5 + random.nextInt(60);
      List<String> lines;
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        java.util.ArrayList<String> read = new java.util.ArrayList<>();
        String line;
        while ((line = out.readLine()) != null) {
          read.add(line);
          if (read.size() == wanted) {
            process.toHandle().destroyForcibly();
          }
        }
        lines = read;
      }
      process.waitFor();
      assertTrue(lines.size() >= wanted, () -> "the writer ended by itself after " + lines);
      try (Homes homes = new Homes(home)) {
        for (String line : lines) {
          String[] parts = line.split(" ");
          if (parts.length != 2 || parts[0].length() != 26) {
            continue; // cut off by the kill
          }
          assertEquals(
              List.of("user-" + parts[1] + "@example.test", "extra-" + parts[1] + "@example.test"),
              homes.directory.addresses(parts[0]));
          assertEquals(
              parts[0],
              homes.open.resolver().resolve("alias-" + parts[1] + "@example.test")
                      instanceof org.postern.directory.Resolution.Local local
                  ? local.destinations().getFirst().account().id()
                  : "unresolved");
          assertEquals(
              1,
              homes
                  .open
                  .audit()
                  .entries(
                      Page.Request.FIRST,
                      new Audit.Filter(
                          Optional.empty(),
                          Optional.empty(),
                          Optional.of(parts[0]),
                          Optional.empty(),
                          Optional.empty()))
                  .items()
                  .size());
        }
        assertEquals(List.of(), homes.directory.check());
      }
      acknowledged += lines.size();
    }
    assertTrue(acknowledged >= ROUNDS * 5);
  }
}
