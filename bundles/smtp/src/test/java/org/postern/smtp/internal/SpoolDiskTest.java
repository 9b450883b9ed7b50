package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The disk of the spool fails: the message is refused for now and the service goes on. */
final class SpoolDiskTest {

  @Test
  void refusedForNow() throws Exception {
    try (Rig rig = new Rig(Map.of("spoolMemoryBytes", 16_384));
        Client client = rig.greet("smtp")) {
      Path spool = rig.home.resolve("tmp/smtp");
      Files.delete(spool);
      Files.writeString(spool, "not a folder");
      String large = "Subject: x\r\n\r\n" + "y".repeat(100_000) + "\r\n";
      client.send("", "ann@example.test", large, "452 4.3.1");
      client.send("", "ann@example.test", "Subject: small\r\n\r\n", "250");
      Files.delete(spool);
      client.send("", "ann@example.test", large, "250");
      assertEquals(2, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void leftoversAreClearedAtStart() throws Exception {
    try (Rig rig = new Rig()) {
      Path spool = rig.home.resolve("tmp/smtp");
      Files.writeString(spool.resolve("incoming-of-a-killed-process"), "x");
      new SmtpServer(
          rig.book,
          rig.book.directory(),
          rig.post,
          null,
          rig.home,
          SmtpSettings.of(Rig.with(Map.of())));
      try (var left = Files.list(spool)) {
        assertEquals(0, left.count());
      }
    }
  }
}
