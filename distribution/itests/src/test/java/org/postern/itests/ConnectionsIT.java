package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ten thousand clients are connected at once, and one more is served. */
final class ConnectionsIT {
  private static final int MANY = 10_000;

  /** As many as an account may have at once. */
  private static final int SESSIONS = 100;

  @BeforeAll
  static void manyFilesMayBeOpen() {
    long limit =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getMaxFileDescriptorCount();
    assertTrue(
        limit > MANY + 1000, "this machine allows only " + limit + " open files: raise ulimit -n");
  }

  @Test
  void tenThousandAtOnce() throws Exception {
    Server server = Server.shared();
    List<Wire> open = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        open.add(new Wire(server.port(110)));
      }
      for (Wire wire : open) {
        Wire.expect(wire.read(), "+OK");
      }
      try (Wire smtp = Wire.smtp(server)) {
        smtp.smtp("NOOP", "250");
      }
      for (Wire wire : open) {
        wire.line("QUIT");
      }
      for (Wire wire : open) {
        Wire.expect(wire.read(), "+OK");
      }
    } finally {
      for (Wire wire : open) {
        wire.close();
      }
    }
  }

  @Test
  void tenThousandWaitForMail() throws Exception {
    Server server = LicenseState.ACTIVE.server();
    List<String> accounts = new ArrayList<>();
    for (int i = 0; i < MANY / SESSIONS; i++) {
      accounts.add(server.account("waits" + i));
    }
    List<Wire> open = new ArrayList<>();
    try {
      for (String account : accounts) {
        for (int i = 0; i < SESSIONS; i++) {
          Wire wire = new Wire(server.port(143));
          open.add(wire);
          wire.line("a LOGIN " + account + " \"" + Server.PASSWORD + "\"");
          wire.line("b SELECT INBOX");
          wire.line("c IDLE");
        }
      }
      for (Wire wire : open) {
        readUntil(wire, "+ ");
      }
      try (Wire smtp = Wire.smtp(server)) {
        smtp.smtp("MAIL FROM:<a@remote.example>", "250");
        for (String account : accounts) {
          smtp.smtp("RCPT TO:<" + account + ">", "250");
        }
        smtp.smtp("DATA", "354");
        smtp.smtp("Subject: to all\r\n\r\nhello\r\n.", "250");
      }
      for (Wire wire : open) {
        readUntil(wire, "* 1 EXISTS");
        wire.line("DONE");
        wire.line("d LOGOUT");
      }
      for (Wire wire : open) {
        readUntil(wire, "c OK");
        readUntil(wire, "d OK");
      }
    } finally {
      for (Wire wire : open) {
        wire.close();
      }
    }
  }

  private static void readUntil(Wire wire, String beginning) throws IOException {
    String line;
    do {
      line = wire.read();
      assertFalse(line.matches("[a-z] (NO|BAD) .*"), line);
    } while (!line.startsWith(beginning));
  }
}
