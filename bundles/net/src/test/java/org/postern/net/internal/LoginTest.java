package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Authenticator;
import org.postern.net.Sessions;
import org.postern.net.internal.NetSettings.PlainLogin;

/** Logging in over real connections, with a directory of one account. SCRAM: {@link ScramTest}. */
class LoginTest {
  @TempDir private Path tls;
  private LoginServer doors;
  private NetServer server;

  @BeforeEach
  void start() {
    doors = new LoginServer(tls);
    server = doors.net;
  }

  @AfterEach
  void close() {
    doors.close();
  }

  @Test
  void checksPasswords() throws IOException {
    try (Client client = doors.plain()) {
      assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 bob@example.test wrong"));
      assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 eve@example.test secret"));
      assertEquals("NOT_ALLOWED", client.ask("PASS imap bob@example.test secret"));
      assertEquals("OK 01bob bob@example.test", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals("01bob", server.sessions().list().getFirst().accountId());
      assertEquals("bob@example.test", server.sessions().list().getFirst().account());
      assertTrue(
          server.metrics().samples().stream()
              .anyMatch(
                  s ->
                      s.name().equals("postern_logins_total")
                          && s.labels().equals(Map.of("protocol", "pop3", "outcome", "granted"))
                          && s.value() == 1));
    }
  }

  @Test
  void takesAFolderOffTheName() throws IOException {
    try (Client client = doors.plain()) {
      assertEquals(
          "OK 01bob bob+work@example.test", client.ask("PASS pop3 bob+work@example.test secret"));
    }
  }

  @Test
  void wantsTlsByTheSettings() throws IOException {
    server.apply(Settings.plainLogin(NetSettings.loopback(), PlainLogin.NEVER));
    try (Client client = doors.plain()) {
      assertEquals("", client.ask("CAPA"));
      assertEquals("TLS_REQUIRED", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals("UNKNOWN", client.ask("AUTH PLAIN"));
    }
    try (Client client = doors.secure()) {
      assertEquals("SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN", client.ask("CAPA"));
      assertEquals("OK 01bob bob@example.test", client.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void failsForTheMomentWithoutADirectory() throws IOException {
    Authenticator there = doors.directory.getAndSet(null);
    try (Client client = doors.plain()) {
      assertEquals("UNAVAILABLE", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals(
          "UNAVAILABLE", client.ask("AUTH SCRAM-SHA-256 " + LoginServer.base64("n,,n=bob,r=abc")));
      doors.whileChecking =
          () -> {
            throw new IllegalStateException("the directory is broken");
          };
      doors.directory.set(there);
      assertEquals("UNAVAILABLE", client.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void slowsGuessing() throws IOException {
    try (Client client = doors.plain()) {
      for (int i = 0; i < 5; i++) {
        assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 bob@example.test wrong" + i));
      }
      InetAddress here = client.socket().getLocalAddress();
      assertTrue(server.throttle().delay(here, LoginServer.BOB.id()).toMillis() <= 1000);
      for (int i = 0; i < 6; i++) {
        server.throttle().failed(here, LoginServer.BOB.id()); // a wait longer than this test
      }
      assertEquals("THROTTLED", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals(
          "THROTTLED",
          client.ask("AUTH PLAIN " + LoginServer.base64("\0bob@example.test\0secret")));
      assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 eve@example.test wrong"));
    }
  }

  @Test
  void allSpellingsOfANameAreCountedAsOne() throws IOException {
    try (Client client = doors.plain()) {
      InetAddress here = client.socket().getLocalAddress();
      for (String spelling :
          List.of("Bob", "bob+work", "robert@example.test", "bob@example.test")) {
        assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 " + spelling + " wrong"));
      }
      for (int i = 0; i < 8; i++) {
        server.throttle().failed(here, LoginServer.BOB.id());
      }
      for (String spelling :
          List.of("Bob", "bob+work", "robert@example.test", "bob@example.test")) {
        assertEquals("THROTTLED", client.ask("PASS pop3 " + spelling + " secret"));
        assertEquals(
            "THROTTLED",
            client.ask("AUTH SCRAM-SHA-256 " + LoginServer.base64("n,,n=" + spelling + ",r=abc")));
      }
    }
  }

  @Test
  void limitsTheSessionsOfAnAccount() throws IOException {
    String login = "PASS pop3 bob@example.test secret";
    try (Client one = doors.plain();
        Client two = doors.plain();
        Client three = doors.plain()) {
      assertEquals("OK 01bob bob@example.test", one.ask(login));
      assertEquals("OK 01bob bob@example.test", two.ask(login));
      assertEquals("TOO_MANY_SESSIONS", three.ask(login));
      assertEquals("OK 01bob bob@example.test", three.ask("PASS other bob@example.test secret"));
      two.socket().close();
      Await.until("a session is over", () -> server.sessions().list().size() == 2);
      assertEquals("OK 01bob bob@example.test", three.ask(login));
    }
  }

  private static long bytesIn(List<Sessions.Traffic> traffic, String account) {
    return traffic.stream()
        .filter(t -> t.accountId().equals(account))
        .mapToLong(Sessions.Traffic::bytesIn)
        .sum();
  }

  // RFC 8437 3
  @Test
  void anAccountLeavesAConnectionThatGoesOn() throws IOException {
    String login = "PASS pop3 bob@example.test secret";
    try (Client one = doors.plain();
        Client two = doors.plain();
        Client three = doors.plain()) {
      assertEquals("LEFT", one.ask("LEAVE"));
      assertEquals("OK 01bob bob@example.test", one.ask(login));
      assertEquals("OK 01bob bob@example.test", two.ask(login));
      assertEquals("LEFT", one.ask("LEAVE"));
      assertEquals("LEFT", one.ask("LEAVE"));
      assertEquals("", server.sessions().list().getFirst().accountId());
      long before = bytesIn(server.sessions().traffic(), "01bob");
      one.ask("WHAT".repeat(1_000));
      assertEquals(before, bytesIn(server.sessions().traffic(), "01bob"));
      assertTrue(bytesIn(server.sessions().traffic(), "") > 4_000);
      // His place is free again, for one.
      assertEquals("OK 01bob bob@example.test", three.ask(login));
      assertEquals("TOO_MANY_SESSIONS", one.ask(login));
      // And what is revoked is none of this connection's business.
      server.credentialListener().revoked(Set.of("01bob"), Set.of(), "the password was changed");
      assertEquals(null, three.read());
      assertEquals("WHAT", one.ask("HELLO"));
      Await.until("two sessions are over", () -> server.sessions().list().size() == 1);
      assertEquals("OK 01bob bob@example.test", one.ask(login));
      // What came before the login is his too.
      assertTrue(bytesIn(server.sessions().traffic(), "01bob") > before + 4_000);
    }
  }

  @Test
  void endsSessionsWhoseCredentialsAreVoid() throws IOException {
    try (Client bob = doors.plain();
        Client other = doors.plain()) {
      assertEquals("OK 01bob bob@example.test", bob.ask("PASS pop3 bob@example.test secret"));
      assertEquals("WHAT", other.ask("HELLO"));
      server.credentialListener().revoked(Set.of("01bob"), Set.of(), "the password was changed");
      assertEquals(null, bob.read());
      assertEquals("WHAT", other.ask("HELLO"));
      // And those that are just being checked.
      doors.whileChecking =
          () -> server.credentialListener().revoked(Set.of("01bob"), Set.of(), "changed again");
      assertEquals("BAD_CREDENTIALS", other.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void endsSessionsOfTheProtocolThatIsVoidAlone() throws IOException {
    String login = "PASS other bob@example.test secret";
    try (Client bob = doors.plain();
        Client other = doors.plain()) {
      assertEquals("OK 01bob bob@example.test", bob.ask("PASS pop3 bob@example.test secret"));
      assertEquals("OK 01bob bob@example.test", other.ask(login));
      server.credentialListener().revoked(Set.of("01bob"), Set.of("other"), "not that any more");
      assertEquals(null, other.read());
      assertEquals("WHAT", bob.ask("HELLO"));
    }
    doors.whileChecking =
        () -> server.credentialListener().revoked(Set.of("01bob"), Set.of("other"), "again");
    try (Client bob = doors.plain();
        Client other = doors.plain()) {
      assertEquals("BAD_CREDENTIALS", other.ask(login));
      assertEquals("OK 01bob bob@example.test", bob.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void speaksPlainAndLogin() throws IOException {
    try (Client client = doors.plain()) {
      assertEquals("SCRAM-SHA-256 PLAIN LOGIN", client.ask("CAPA"));
      assertEquals(
          "OK 01bob bob@example.test",
          client.ask("AUTH PLAIN " + LoginServer.base64("\0bob@example.test\0secret")));
      assertEquals(
          "OK 01bob bob@example.test",
          client.ask(
              "auth".toUpperCase(java.util.Locale.ROOT)
                  + " plain "
                  + LoginServer.base64("bob@example.test\0bob@example.test\0secret")));
      assertEquals("+ ", client.ask("AUTH PLAIN"));
      assertEquals("NOT_ALLOWED", client.ask(LoginServer.base64("eve\0bob@example.test\0secret")));
      assertEquals("MALFORMED", client.ask("AUTH PLAIN " + LoginServer.base64("bob")));
      assertEquals("MALFORMED", client.ask("AUTH PLAIN //8A"));
      assertEquals("+ " + LoginServer.base64("Username:"), client.ask("AUTH LOGIN"));
      assertEquals(
          "+ " + LoginServer.base64("Password:"),
          client.ask(LoginServer.base64("bob@example.test")));
      assertEquals("BAD_CREDENTIALS", client.ask(LoginServer.base64("wrong")));
      assertEquals(
          "+ " + LoginServer.base64("Password:"),
          client.ask("AUTH LOGIN " + LoginServer.base64("bob@example.test")));
      assertEquals("OK 01bob bob@example.test", client.ask(LoginServer.base64("secret")));
      assertEquals("UNKNOWN", client.ask("AUTH SCRAM-SHA-256-PLUS"));
      assertEquals("UNKNOWN", client.ask("AUTH GSSAPI"));
    }
  }

  @Test
  void survivesRandomExchanges() throws IOException {
    Random random = new Random(7677);
    String[] mechanisms = {"PLAIN", "LOGIN", "SCRAM-SHA-256"};
    String letters = "nypar=,\0:@+=2C3Dxbob";
    try (Client client = doors.plain()) {
      for (int i = 0; i < 2000; i++) {
        StringBuilder text = new StringBuilder(i % 2 == 0 ? "n,,n=bob,r=" : "");
        for (int n = random.nextInt(30) + 1; n > 0; n--) {
          text.append(letters.charAt(random.nextInt(letters.length())));
        }
        String answer =
            client.ask(
                "AUTH "
                    + mechanisms[random.nextInt(3)]
                    + " "
                    + LoginServer.base64(text.toString()));
        for (int rounds = 0; answer.startsWith("+"); rounds++) {
          assertTrue(rounds < 3);
          byte[] noise = new byte[random.nextInt(60)];
          random.nextBytes(noise);
          answer = client.ask(Base64.getEncoder().encodeToString(noise));
        }
        assertTrue(
            Set.of("MALFORMED", "BAD_CREDENTIALS", "NOT_ALLOWED", "THROTTLED").contains(answer),
            answer);
      }
    }
  }
}
