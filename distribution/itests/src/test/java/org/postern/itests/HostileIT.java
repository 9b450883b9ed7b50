package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What no client should send: it gets an answer, costs bounded memory and harms nobody else. */
@ParameterizedClass
@EnumSource(LicenseState.class)
final class HostileIT {
  private static final long MIB = 1 << 20;
  private final LicenseState license;
  private final Server server;

  HostileIT(LicenseState license) {
    this.license = license;
    this.server = license.server();
  }

  @Test
  void endlessLines() throws Exception {
    long before = server.residentBytes();
    byte[] megabyte = new byte[(int) MIB];
    Arrays.fill(megabyte, (byte) 'A');
    for (int port : List.of(25, 24, 587, 110)) {
      try (Wire wire = new Wire(server.port(port))) {
        wire.reply();
        assertThrows(
            IOException.class,
            () -> {
              for (int i = 0; i < 64; i++) {
                wire.send(megabyte);
              }
              wire.line("");
              for (; ; ) {
                wire.line("NOOP");
                wire.read();
                throw new IOException("answered, and lives on: fine too");
              }
            });
      }
    }
    assertTrue(
        server.residentBytes() - before < 200 * MIB, "64 MiB lines on four ports cost memory");
    assertServes();
  }

  @Test
  void tenThousandRecipients() throws Exception {
    String local = license.account("many-rcpt");
    server.account(local);
    try (Wire smtp = Wire.smtp(server)) {
      smtp.smtp("MAIL FROM:<a@remote.example>", "250");
      int taken = 0;
      int refused = 0;
      for (int i = 0; i < 10_000; i++) {
        smtp.line("RCPT TO:<" + local + "+" + i + "@" + Server.DOMAIN + ">");
        String reply = smtp.reply();
        if (reply.startsWith("250")) {
          taken++;
        } else {
          Wire.expect(reply, "452 4.5.3");
          refused++;
        }
      }
      assertTrue(taken >= 100, "RFC 5321 4.5.3.1.8: at least 100 recipients, not " + taken);
      assertTrue(refused > 0, "some limit");
      smtp.smtp("RSET", "250");
    }
    assertServes();
  }

  @Test
  void startTlsInjection() throws Exception {
    try (Wire smtp = Wire.smtp(server)) {
      smtp.send("STARTTLS\r\nRSET\r\nNOOP\r\n".getBytes(StandardCharsets.US_ASCII));
      Wire.expect(smtp.reply(), "220");
      // What came with STARTTLS is gone: the next bytes have to be a TLS record, and an SMTP reply
      // would be a digit.
      smtp.send("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
      try {
        String after = smtp.read();
        assertTrue(!after.startsWith("2"), "a plain command was answered: " + after);
      } catch (IOException e) {
        // Closed: no handshake.
      }
    }
    assertServes();
  }

  @Test
  void smuggling() throws Exception {
    for (String end :
        List.of(
            "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\n.\r", "\r.\r\n", "\r\n\0.\r\n")) {
      String account =
          server.account(license.account("smuggled-" + Integer.toHexString(end.hashCode())));
      try (Wire smtp = Wire.smtp(server)) {
        smtp.smtp("MAIL FROM:<a@remote.example>", "250");
        smtp.smtp("RCPT TO:<" + account + ">", "250");
        smtp.smtp("DATA", "354");
        smtp.send(
            ("Subject: outer\r\n\r\nhello"
                    + end
                    + "MAIL FROM:<ceo@"
                    + Server.DOMAIN
                    + ">\r\nRCPT TO:<"
                    + account
                    + ">\r\nDATA\r\nSubject: smuggled\r\n\r\n.\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        String first = smtp.reply();
        assertTrue(first.matches("(250|5|4).*"), first);
        try {
          smtp.line("QUIT");
          assertTrue(smtp.reply().matches("(221|421).*"), "one answer for one message");
        } catch (IOException e) {
          // Closed after a refusal.
        }
      }
      try (Wire pop = Wire.pop3(server, account)) {
        int count = Integer.parseInt(pop.pop("STAT", "+OK").split(" ")[1]);
        assertTrue(
            count <= 1,
            "two messages out of one: " + end.replace("\r", "\\r").replace("\n", "\\n"));
        if (count == 1) {
          pop.pop("RETR 1", "+OK");
          String text = decoded(new String(pop.multiline(), StandardCharsets.ISO_8859_1));
          assertTrue(text.contains("Subject: outer") && text.contains("RCPT TO:"), text);
        }
      }
    }
  }

  /** A body with NUL is stored in base64. */
  private static String decoded(String message) {
    int body = message.indexOf("\r\n\r\n") + 4;
    return message.substring(0, body).contains("Content-Transfer-Encoding: base64")
        ? message.substring(0, body)
            + new String(
                Base64.getMimeDecoder().decode(message.substring(body)),
                StandardCharsets.ISO_8859_1)
        : message;
  }

  @Test
  void noise() throws Exception {
    Random random = new Random(20261122);
    for (int port : List.of(25, 24, 587, 465, 110, 995)) {
      for (int round = 0; round < 20; round++) {
        byte[] noise = new byte[random.nextInt(5000)];
        random.nextBytes(noise);
        try (Wire wire = new Wire(server.port(port))) {
          wire.send(noise);
          wire.line("");
        } catch (IOException e) {
          // Closed on us: its right.
        }
      }
    }
    assertServes();
  }

  @Test
  void slowClients() throws Exception {
    List<Wire> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Wire wire = new Wire(server.port(i % 2 == 0 ? 25 : 110));
        wire.reply();
        wire.send("NO".getBytes(StandardCharsets.US_ASCII));
        slow.add(wire);
      }
      assertServes();
    } finally {
      for (Wire wire : slow) {
        wire.close();
      }
    }
  }

  @Test
  void aHundredMebibytes() throws Exception {
    String account = server.account(license.account("huge"));
    long before = server.residentBytes();
    byte[] line = ("x".repeat(998) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    int lines = (int) (100 * MIB / line.length);
    try (Wire smtp = Wire.smtp(server)) {
      smtp.smtp("MAIL FROM:<a@remote.example>", "250");
      smtp.smtp("RCPT TO:<" + account + ">", "250");
      smtp.smtp("DATA", "354");
      smtp.send("Subject: huge\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < lines; i++) {
        smtp.send(line);
      }
      smtp.smtp(".", "250");
    }
    try (Wire pop = Wire.pop3(server, account)) {
      pop.pop("RETR 1", "+OK");
      assertTrue(pop.multiline().length > lines * line.length);
      pop.pop("DELE 1", "+OK");
      pop.pop("QUIT", "+OK");
    }
    assertTrue(
        server.residentBytes() - before < 150 * MIB, "a message of 100 MiB goes through in pieces");
  }

  private void assertServes() throws Exception {
    try (Wire smtp = Wire.smtp(server);
        Wire pop = new Wire(server.port(110))) {
      smtp.smtp("NOOP", "250");
      Wire.expect(pop.read(), "+OK");
    }
  }
}
