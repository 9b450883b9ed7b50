package org.postern.smtp.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postern.directory.Account;
import org.postern.net.internal.NetSettings;

/** AUTH (RFC 4954). */
final class AuthTest {
  private static final String PLAIN = "AUTH PLAIN " + Rig.plain("ann@example.test", "secret");

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void plainWithAndWithoutInitialResponse() throws Exception {
    try (Rig rig = new Rig()) {
      try (Client client = rig.greet("submission")) {
        client.say(PLAIN, "235 2.7.0");
      }
      try (Client client = rig.greet("submission")) {
        client.say("auth plain", "334 ");
        client.say(Rig.plain("ann@example.test", "secret"), "235 2.7.0");
      }
    }
  }

  @Test
  void login() throws Exception {
    try (Rig rig = new Rig()) {
      try (Client client = rig.greet("submission")) {
        client.say("AUTH LOGIN", "334 " + base64("Username:"));
        client.say(base64("ann@example.test"), "334 " + base64("Password:"));
        client.say(base64("secret"), "235 2.7.0");
      }
      try (Client client = rig.greet("submission")) {
        client.say("AUTH LOGIN " + base64("ann@example.test"), "334 " + base64("Password:"));
        client.say(base64("wrong"), "535 5.7.8");
      }
    }
  }

  @Test
  void whatCanGoWrong() throws Exception {
    try (Rig rig = new Rig(Map.of("maxErrors", 100));
        Client client = rig.greet("submission")) {
      client.say("AUTH", "501 5.5.4");
      client.say("AUTH PLAIN a b", "501 5.5.4");
      client.say("AUTH X-NONE", "504 5.5.4");
      client.say("AUTH PLAIN !!!", "501 5.5.2");
      client.say("AUTH PLAIN =", "501 5.5.2");
      client.say("AUTH PLAIN", "334");
      client.say("*", "501 5.7.0");
      client.say("AUTH PLAIN", "334");
      client.say("x".repeat(13_000), "500 5.5.6");
      client.say("AUTH PLAIN", "334");
      client.raw("AAAA\n").expect("500 5.5.2");
      client.say("AUTH PLAIN " + Rig.plain("ann@example.test", "wrong"), "535 5.7.8");
      client.say(PLAIN, "235 2.7.0");
      client.say(PLAIN, "503 5.5.1");
    }
  }

  @Test
  void notInATransactionAndNotBeforeEhlo() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.connect("submission")) {
      client.say(PLAIN, "503 5.5.1");
      client.say("HELO x", "250");
      client.say(PLAIN, "503 5.5.1");
      client.say("EHLO x", "250");
      client.say(PLAIN, "235");
      client.say("MAIL FROM:<ann@example.test>", "250");
      client.say(PLAIN, "503 5.5.1");
    }
  }

  @Test
  void onlyOnSubmission() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say(PLAIN, "502 5.5.1");
    }
  }

  @Test
  void whoMayNotSendCanNotLogIn() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("submission")) {
      rig.book.account("ann@example.test", Account.State.RESTRICTED);
      client.say(PLAIN, "525 5.7.13");
    }
  }

  @Test
  void whatIsTakenAwayLaterCounts() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.book.account("ann@example.test", Account.State.RESTRICTED);
      client.say("MAIL FROM:<ann@example.test>", "550 5.7.1");
    }
  }

  @Test
  void noPasswordInPlainText() throws Exception {
    NetSettings d = NetSettings.loopback();
    NetSettings strict =
        new NetSettings(
            d.address(),
            d.portBase(),
            d.anyPort(),
            d.listeners(),
            d.limits(),
            d.proxies(),
            NetSettings.PlainLogin.NEVER,
            d.saslMechanisms(),
            d.hostName(),
            d.certificateNames(),
            d.lanOnly());
    try (Rig rig = new Rig(Map.of(), strict);
        Client client = rig.connect("submission")) {
      org.junit.jupiter.api.Assertions.assertTrue(
          client.ask("EHLO x").stream().noneMatch(line -> line.contains("AUTH")));
      client.say(PLAIN, "538 5.7.11");
      client.say("MAIL FROM:<ann@example.test>", "530 5.7.0");
    }
  }
}
