package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A maildrop belongs to one session at a time, and only QUIT deletes (RFC 1939 3 and 6). */
@ParameterizedClass
@EnumSource(LicenseState.class)
final class MaildropIT {
  private final LicenseState license;
  private final Server server;

  MaildropIT(LicenseState license) {
    this.license = license;
    this.server = license.server();
  }

  @Test
  void twoSessionsAndADroppedConnection() throws Exception {
    String account = server.account(license.account("maildrop"));
    try (Wire smtp = Wire.smtp(server)) {
      byte[] message = "Subject: kept\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
      smtp.deliver("a@remote.example", account, message);
      smtp.deliver("a@remote.example", account, message);
    }
    String before;
    try (Wire first = Wire.pop3(server, account)) {
      before = uidls(first);
      try (Wire second = new Wire(server.port(110))) {
        Wire.expect(second.read(), "+OK");
        second.pop("USER " + account, "+OK");
        second.pop("PASS " + Server.PASSWORD, "-ERR [IN-USE]");
      }
      first.pop("DELE 1", "+OK");
    }
    Await.until(
        "the dropped session to let go",
        Duration.ofSeconds(20),
        () -> !server.get("/sessions?protocol=pop3").body().contains(account));
    try (Wire again = Wire.pop3(server, account)) {
      assertEquals(before, uidls(again), "a dropped connection deletes nothing");
      again.pop("DELE 1", "+OK");
      again.pop("QUIT", "+OK");
    }
    try (Wire last = Wire.pop3(server, account)) {
      String left = uidls(last);
      assertEquals(before.split("\r\n")[1].split(" ")[1], left.strip().split(" ")[1]);
      assertTrue(left.startsWith("1 "), left);
    }
  }

  private static String uidls(Wire pop) throws Exception {
    pop.pop("UIDL", "+OK");
    return new String(pop.multiline(), StandardCharsets.US_ASCII);
  }
}
