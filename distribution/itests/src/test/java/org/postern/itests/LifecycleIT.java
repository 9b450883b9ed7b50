package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing, starting, stopping, configuring and mending a server, as an administrator does. */
final class LifecycleIT {
  @TempDir Path folder;

  @Test
  void backgroundServer() throws Exception {
    Path home = folder.resolve("home");
    try (Server server = Server.init(home)) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(home.resolve("conf/admin.token"))));
      String at = home.toString();
      assertFalse(server.postern("status", "--home", at).exit() == 0, "not running yet");
      server.postern("start", "--home", at).expect(0);
      try {
        long pid = Long.parseLong(Files.readString(home.resolve("run/postern.pid")).strip());
        assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
        server.postern("status", "--home", at).expect(0);
        Program second = server.postern("start", "--home", at);
        assertTrue(
            second.exit() != 0 && second.output().contains(Long.toString(pid)), second.output());
        server.postern("restart", "--home", at).expect(0);
        long next = Long.parseLong(Files.readString(home.resolve("run/postern.pid")).strip());
        assertTrue(next != pid);
        ProcessHandle process = ProcessHandle.of(next).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        // A pid file that a killed server left behind is no reason not to start.
        server.postern("start", "--home", at).expect(0);
      } finally {
        server.postern("stop", "--home", at).expect(0);
      }
      assertFalse(Files.exists(home.resolve("run/postern.pid")));
    }
  }

  @Test
  void terminationDrains() throws Exception {
    try (Server server = Server.init(folder)) {
      server.start();
      server.account("drain");
      try (Wire smtp = Wire.smtp(server);
          Wire pop = Wire.pop3(server, "drain@" + Server.DOMAIN)) {
        long begun = System.nanoTime();
        server.stop();
        assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 10, "within 10 s");
        Wire.expect(smtp.reply(), "421");
        Wire.expect(pop.read(), "-ERR");
      }
    }
  }

  @Test
  void wrongSettingsAreRefusedAndTheLastGoodOnesStay() throws Exception {
    try (Server server = Server.init(folder)) {
      Path conf = folder.resolve("conf/org.postern.pop3.json");
      Files.writeString(conf, "{ this is not json");
      server.start();
      assertPop3(server);
      Files.writeString(conf, "{ \"noSuchSetting\": 1 }");
      Await.until(
          "the refusal in the log",
          Duration.ofSeconds(20),
          () -> logs().contains("noSuchSetting") && logs().contains("org.postern.pop3.json"));
      assertPop3(server);
      server.stop();
    }
  }

  @Test
  void fullDiskIsATemporaryFailure() throws Exception {
    Program mounted =
        Program.run(
            "",
            java.util.List.of(
                "mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", folder.toString()));
    if (mounted.exit() != 0) {
      org.junit.jupiter.api.Assumptions.abort(
          "needs the right to mount a small file system: " + mounted.output());
    }
    try (Server server = Server.init(folder.resolve("home"))) {
      server.start();
      String account = server.account("full");
      byte[] small = "Subject: small\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
      try (Wire smtp = Wire.smtp(server)) {
        smtp.deliver("a@remote.example", account, small);
      }
      Path ballast = folder.resolve("ballast");
      fill(ballast);
      try (Wire smtp = Wire.smtp(server)) {
        smtp.line("MAIL FROM:<a@remote.example> SIZE=1000000");
        String reply = smtp.reply();
        if (reply.startsWith("250")) {
          smtp.smtp("RCPT TO:<" + account + ">", "250");
          smtp.smtp("DATA", "354");
          smtp.send(
              ("Subject: big\r\n\r\n" + "0123456789\r\n".repeat(100_000) + ".\r\n").getBytes());
          reply = smtp.reply();
        }
        Wire.expect(reply, "452 4.3.1");
      }
      try (Wire pop = Wire.pop3(server, account)) {
        Wire.expect(pop.pop("STAT", "+OK"), "+OK 1 ");
      }
      Files.delete(ballast);
      try (Wire smtp = Wire.smtp(server)) {
        smtp.deliver("a@remote.example", account, small);
      }
      try (Wire pop = Wire.pop3(server, account)) {
        Wire.expect(pop.pop("STAT", "+OK"), "+OK 2 ");
      }
      server.stop();
    } finally {
      Program.run("", java.util.List.of("umount", "-l", folder.toString()));
    }
  }

  private static void fill(Path file) throws Exception {
    try (var out = Files.newOutputStream(file)) {
      byte[] block = new byte[64 * 1024];
      for (; ; ) {
        out.write(block);
      }
    } catch (java.io.IOException full) {
      // As meant.
    }
  }

  @Test
  void backupOfARunningServerIsRestored() throws Exception {
    Path backup = folder.resolve("backup");
    Path home = folder.resolve("home");
    try (Server server = Server.init(home)) {
      server.start();
      String account = server.account("kept");
      try (Wire smtp = Wire.smtp(server)) {
        smtp.deliver("a@remote.example", account, "Subject: kept\r\n\r\nhello\r\n".getBytes());
      }
      server.postern("backup", backup.toString(), "--home", home.toString()).expect(0);
      try (Wire smtp = Wire.smtp(server)) {
        smtp.deliver("a@remote.example", account, "Subject: later\r\n\r\nhello\r\n".getBytes());
      }
      server.stop();
      Path restored = folder.resolve("restored");
      server.postern("restore", backup.toString(), "--home", restored.toString()).expect(0);
      server.postern("check", "--home", restored.toString()).expect(0);
      server.postern("start", "--home", restored.toString()).expect(0);
      try (Wire pop = Wire.pop3(server, account)) {
        Wire.expect(pop.pop("STAT", "+OK"), "+OK 1 ");
      } finally {
        server.postern("stop", "--home", restored.toString()).expect(0);
      }
    }
  }

  @Test
  void aDamagedStoreIsNamedAndComesUpWhenMended() throws Exception {
    Path index = folder.resolve("data/mail/index.db");
    String at = folder.toString();
    try (Server server = Server.init(folder)) {
      server.start();
      String account = server.account("mended");
      try (Wire smtp = Wire.smtp(server)) {
        smtp.deliver("a@remote.example", account, "Subject: kept\r\n\r\nhello\r\n".getBytes());
      }
      server.stop();
      byte[] good = Files.readAllBytes(index);
      Files.writeString(index, "not a database, but long enough to be taken for one");
      server.postern("start", "--home", at);
      try {
        Await.until(
            "the reason",
            Duration.ofSeconds(60),
            () -> server.get("/plugins/org.postern.mailbox").body().contains("is damaged"));
        assertEquals(503, server.get("/health/ready").statusCode());
        // Senders and readers try again later: nobody is told that there is no such mail.
        assertThrows(ConnectException.class, () -> new Wire(server.port(25)).close());
        assertThrows(ConnectException.class, () -> new Wire(server.port(110)).close());
        Program check = server.postern("check", "--home", at);
        assertTrue(check.exit() != 0 && check.output().contains("damaged"), check.output());

        Files.write(index, good);
        Files.writeString(
            folder.resolve("conf/org.postern.mailbox.json"), "{ \"reclaimSeconds\": 61 }");
        server.awaitReady();
        try (Wire pop = Wire.pop3(server, account)) {
          Wire.expect(pop.pop("STAT", "+OK"), "+OK 1 ");
        }
        server.postern("check", "--home", at).expect(0);
      } finally {
        server.postern("stop", "--home", at).expect(0);
      }
    }
  }

  @Test
  void usageErrorsSayWhatToDo() throws Exception {
    try (Server server = Server.init(folder)) {
      Program unknown = server.postern("run", "--no-such-option");
      assertEquals(2, unknown.exit());
      assertTrue(
          unknown.output().contains("--no-such-option") && unknown.output().contains("--help"),
          unknown.output());
      Path file = Files.writeString(folder.resolve("a-file"), "");
      Program unwritable = server.postern("init", "--home", file.resolve("home").toString());
      assertTrue(
          unwritable.exit() != 0 && unwritable.output().contains("a-file"), unwritable.output());
      assertTrue(server.postern("--help").expect(0).output().contains("init"));
    }
  }

  private void assertPop3(Server server) throws Exception {
    try (Wire pop = new Wire(server.port(110))) {
      Wire.expect(pop.read(), "+OK");
    }
  }

  private String logs() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(folder.resolve("logs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
