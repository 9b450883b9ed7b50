package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings are checked, and a change counts for new sessions. */
final class SettingsTest {

  private static String refused(String key, Object value) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> SmtpSettings.of(Rig.with(Map.of(key, value))))
            .getMessage();
    assertTrue(message.startsWith(key + ": "), message);
    return message;
  }

  @Test
  void wrongOnesNameKeyAndReason() {
    assertEquals("maxRecipients: 99 is not within 100 to 50000", refused("maxRecipients", 99));
    refused("maxMessageBytes", 1L);
    refused("maxHops", 5);
    refused("commandTimeoutSeconds", 0);
    refused("spoolMemoryBytes", 100);
    refused("hostname", "no host");
    refused("defaultDomain", "-");
    refused("postmaster", "nobody");
  }

  @Test
  void theDefaultsAreRight() {
    SmtpSettings settings = SmtpSettings.of(Rig.with(Map.of("hostname", "")));
    assertFalse(settings.hostname().isEmpty());
    assertTrue(settings.maxMessageBytes() >= 100 * 1024 * 1024);
    assertTrue(settings.commandTimeout().toMinutes() >= 5, "RFC 5321 4.5.3.2.7");
    assertTrue(settings.dataTimeout().toMinutes() >= 3, "RFC 5321 4.5.3.2.5");
  }

  @Test
  void aChangeCountsForSessionsThatBeginAfterIt() throws Exception {
    try (Rig rig = new Rig();
        Client before = rig.greet("smtp")) {
      rig.server.apply(
          SmtpSettings.of(Rig.with(Map.of("maxMessageBytes", 70_000L, "hostname", "new.test"))));
      before.say("MAIL FROM:<> SIZE=80000", "250");
      try (Client after = new Client(rig.port("smtp"))) {
        after.expect("220 new.test");
        after.say("EHLO x", "250");
        after.say("MAIL FROM:<> SIZE=80000", "552 5.3.4");
      }
    }
  }
}
