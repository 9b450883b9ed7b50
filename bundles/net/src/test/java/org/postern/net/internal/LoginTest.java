package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Authenticator;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Input;
import org.postern.net.Login;
import org.postern.net.Protocol;
import org.postern.net.Sessions;
import org.postern.net.internal.NetSettings.PlainLogin;

/** Logging in over real connections, with a directory of one account. */
class LoginTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final Account BOB =
      new Account(
          "01bob",
          "bob@example.test",
          "Bob",
          Account.State.ACTIVE,
          Account.Quota.INHERITED,
          Map.of("imap", false),
          Map.of(),
          NOW,
          NOW,
          1);

  @TempDir private Path tls;
  private NetServer server;
  private final AtomicReference<Authenticator> directory = new AtomicReference<>(new OneAccount());
  private Runnable whileChecking = () -> {};

  private final class OneAccount implements Authenticator {
    private final Scram scram =
        ScramClient.verifiers(new byte[] {1, 2, 3, 4}, 4096, "secret", "of-the-phone", "of-imap");
    private final Scram nobody = ScramClient.verifiers(new byte[] {5, 6, 7, 8}, 4096, "?");

    @Override
    public Result authenticate(String login, String password, String protocol, InetAddress client) {
      whileChecking.run();
      return password.equals("secret")
          ? admit(login, "secret", protocol, client)
          : new Result.BadCredentials();
    }

    @Override
    public Optional<Scram> scram(String login) {
      return Optional.of(login.equals(BOB.address()) ? scram : nobody);
    }

    @Override
    public String nameKey(String login) {
      return Set.of(BOB.address(), "Bob", "bob+work", "robert@example.test").contains(login)
          ? BOB.id()
          : login;
    }

    @Override
    public Result admit(String login, String credential, String protocol, InetAddress client) {
      if (!login.equals(BOB.address())) {
        return new Result.BadCredentials();
      }
      if (credential.equals("of-imap")) {
        return new Result.NotAllowed("only for imap");
      }
      return BOB.allows(protocol)
          ? new Result.Granted(BOB)
          : new Result.NotAllowed(protocol + " is switched off");
    }
  }

  /**
   * A protocol of logins: {@code PASS protocol name password}, {@code AUTH mechanism [base64]},
   * {@code LEAVE}.
   */
  private final class Doors implements Protocol {
    @Override
    public String name() {
      return "doors";
    }

    @Override
    public List<Endpoint> endpoints() {
      return List.of(
          new Endpoint("doors", 9, Endpoint.Security.STARTTLS),
          new Endpoint("doorss", 10, Endpoint.Security.IMPLICIT));
    }

    @Override
    public void serve(Connection connection) throws IOException {
      while (true) {
        String[] words = connection.in().readLine(100_000).latin1().split(" ", -1);
        String answer =
            switch (words[0]) {
              case "CAPA" -> String.join(" ", server.login().mechanisms(connection));
              case "PASS" ->
                  show(server.login().password(connection, words[1], words[2], words[3]));
              case "AUTH" -> exchange(connection, words);
              case "LEAVE" -> leave(connection);
              default -> "WHAT";
            };
        connection.out().line(answer);
      }
    }

    private String leave(Connection connection) {
      server.login().leave(connection);
      return "LEFT";
    }

    private String exchange(Connection connection, String[] words) throws IOException {
      Optional<Login.Exchange> begun = server.login().sasl(connection, "pop3", words[1]);
      if (begun.isEmpty()) {
        return "UNKNOWN";
      }
      Login.Exchange exchange = begun.get();
      byte[] response = new byte[0];
      if (words.length > 2) {
        response = Base64.getDecoder().decode(words[2]);
      } else if (exchange.clientFirst()) {
        connection.out().line("+ ");
        response = Base64.getDecoder().decode(line(connection));
      }
      while (true) {
        switch (exchange.next(response)) {
          case Login.Step.Challenge challenge -> {
            connection.out().line("+ " + Base64.getEncoder().encodeToString(challenge.data()));
            response = Base64.getDecoder().decode(line(connection));
          }
          case Login.Step.Done done -> {
            return show(done.outcome());
          }
        }
      }
    }

    private static String line(Connection connection) throws IOException {
      Input.Line line = connection.in().readLine(100_000);
      return line.latin1();
    }

    private static String show(Login.Outcome outcome) {
      return switch (outcome) {
        case Login.Outcome.Granted granted ->
            "OK " + granted.account().id() + " " + granted.login();
        case Login.Outcome.Refused refused -> refused.reason().name();
      };
    }
  }

  @BeforeEach
  void start() {
    server =
        new NetServer(
            Settings.connections(NetSettings.loopback(), 1000, 1000, 2),
            tls,
            () -> Optional.ofNullable(directory.get()),
            Optional::empty);
    server.add(new Doors());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Client plain() throws IOException {
    return Client.to(server.port("doors"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void checksPasswords() throws IOException {
    try (Client client = plain()) {
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
    try (Client client = plain()) {
      assertEquals(
          "OK 01bob bob+work@example.test", client.ask("PASS pop3 bob+work@example.test secret"));
    }
  }

  @Test
  void wantsTlsByTheSettings() throws IOException {
    server.apply(Settings.plainLogin(NetSettings.loopback(), PlainLogin.NEVER));
    try (Client client = plain()) {
      assertEquals("", client.ask("CAPA"));
      assertEquals("TLS_REQUIRED", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals("UNKNOWN", client.ask("AUTH PLAIN"));
    }
    try (Client client = TlsClient.to(server.port("doorss"))) {
      assertEquals("SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN", client.ask("CAPA"));
      assertEquals("OK 01bob bob@example.test", client.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void failsForTheMomentWithoutADirectory() throws IOException {
    Authenticator there = directory.getAndSet(null);
    try (Client client = plain()) {
      assertEquals("UNAVAILABLE", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals("UNAVAILABLE", client.ask("AUTH SCRAM-SHA-256 " + base64("n,,n=bob,r=abc")));
      whileChecking =
          () -> {
            throw new IllegalStateException("the directory is broken");
          };
      directory.set(there);
      assertEquals("UNAVAILABLE", client.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void slowsGuessing() throws IOException {
    try (Client client = plain()) {
      for (int i = 0; i < 5; i++) {
        assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 bob@example.test wrong" + i));
      }
      InetAddress here = client.socket().getLocalAddress();
      assertTrue(server.throttle().delay(here, BOB.id()).toMillis() <= 1000);
      for (int i = 0; i < 6; i++) {
        server.throttle().failed(here, BOB.id()); // a wait longer than this test
      }
      assertEquals("THROTTLED", client.ask("PASS pop3 bob@example.test secret"));
      assertEquals("THROTTLED", client.ask("AUTH PLAIN " + base64("\0bob@example.test\0secret")));
      assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 eve@example.test wrong"));
    }
  }

  @Test
  void allSpellingsOfANameAreCountedAsOne() throws IOException {
    try (Client client = plain()) {
      InetAddress here = client.socket().getLocalAddress();
      for (String spelling :
          List.of("Bob", "bob+work", "robert@example.test", "bob@example.test")) {
        assertEquals("BAD_CREDENTIALS", client.ask("PASS pop3 " + spelling + " wrong"));
      }
      for (int i = 0; i < 8; i++) {
        server.throttle().failed(here, BOB.id());
      }
      for (String spelling :
          List.of("Bob", "bob+work", "robert@example.test", "bob@example.test")) {
        assertEquals("THROTTLED", client.ask("PASS pop3 " + spelling + " secret"));
        assertEquals(
            "THROTTLED", client.ask("AUTH SCRAM-SHA-256 " + base64("n,,n=" + spelling + ",r=abc")));
      }
    }
  }

  @Test
  void limitsTheSessionsOfAnAccount() throws IOException {
    String login = "PASS pop3 bob@example.test secret";
    try (Client one = plain();
        Client two = plain();
        Client three = plain()) {
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
    try (Client one = plain();
        Client two = plain();
        Client three = plain()) {
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
      server.credentialListener().revoked(Set.of("01bob"), "the password was changed");
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
    try (Client bob = plain();
        Client other = plain()) {
      assertEquals("OK 01bob bob@example.test", bob.ask("PASS pop3 bob@example.test secret"));
      assertEquals("WHAT", other.ask("HELLO"));
      server.credentialListener().revoked(Set.of("01bob"), "the password was changed");
      assertEquals(null, bob.read());
      assertEquals("WHAT", other.ask("HELLO"));
      // And those that are just being checked.
      whileChecking = () -> server.credentialListener().revoked(Set.of("01bob"), "changed again");
      assertEquals("BAD_CREDENTIALS", other.ask("PASS pop3 bob@example.test secret"));
    }
  }

  @Test
  void speaksPlainAndLogin() throws IOException {
    try (Client client = plain()) {
      assertEquals("SCRAM-SHA-256 PLAIN LOGIN", client.ask("CAPA"));
      assertEquals(
          "OK 01bob bob@example.test",
          client.ask("AUTH PLAIN " + base64("\0bob@example.test\0secret")));
      assertEquals(
          "OK 01bob bob@example.test",
          client.ask(
              "auth".toUpperCase(java.util.Locale.ROOT)
                  + " plain "
                  + base64("bob@example.test\0bob@example.test\0secret")));
      assertEquals("+ ", client.ask("AUTH PLAIN"));
      assertEquals("NOT_ALLOWED", client.ask(base64("eve\0bob@example.test\0secret")));
      assertEquals("MALFORMED", client.ask("AUTH PLAIN " + base64("bob")));
      assertEquals("MALFORMED", client.ask("AUTH PLAIN //8A"));
      assertEquals("+ " + base64("Username:"), client.ask("AUTH LOGIN"));
      assertEquals("+ " + base64("Password:"), client.ask(base64("bob@example.test")));
      assertEquals("BAD_CREDENTIALS", client.ask(base64("wrong")));
      assertEquals(
          "+ " + base64("Password:"), client.ask("AUTH LOGIN " + base64("bob@example.test")));
      assertEquals("OK 01bob bob@example.test", client.ask(base64("secret")));
      assertEquals("UNKNOWN", client.ask("AUTH SCRAM-SHA-256-PLUS"));
      assertEquals("UNKNOWN", client.ask("AUTH GSSAPI"));
    }
  }

  /** Speaks SCRAM to its end and sees that the server proved itself. */
  private static String scram(Client client, String mechanism, ScramClient scram)
      throws IOException {
    String first = client.ask("AUTH " + mechanism + " " + base64(scram.first()));
    if (!first.startsWith("+ ")) {
      return first;
    }
    String last = client.ask(base64(scram.last(decode(first))));
    if (!last.startsWith("+ ")) {
      return last;
    }
    assertEquals(scram.expectedSignature(), decode(last));
    return client.ask("");
  }

  private static String decode(String challenge) {
    return new String(Base64.getDecoder().decode(challenge.substring(2)), StandardCharsets.UTF_8);
  }

  @Test
  void speaksScram() throws IOException {
    try (Client client = plain()) {
      assertEquals(
          "OK 01bob bob@example.test",
          scram(client, "SCRAM-SHA-256", new ScramClient("bob@example.test", "secret")));
      assertEquals(
          "OK 01bob bob+folder@example.test",
          scram(client, "SCRAM-SHA-256", new ScramClient("bob+folder@example.test", "secret")));
      assertEquals(
          "BAD_CREDENTIALS",
          scram(client, "SCRAM-SHA-256", new ScramClient("bob@example.test", "wrong")));
      assertEquals(
          "BAD_CREDENTIALS",
          scram(client, "SCRAM-SHA-256", new ScramClient("eve@example.test", "secret")));
      // Any secret of the account, each with its own limits.
      assertEquals(
          "OK 01bob bob@example.test",
          scram(client, "SCRAM-SHA-256", new ScramClient("bob@example.test", "of-the-phone")));
      assertEquals(
          "NOT_ALLOWED",
          scram(client, "SCRAM-SHA-256", new ScramClient("bob@example.test", "of-imap")));
      for (String wrong :
          List.of(
              "",
              "n",
              "n,,",
              "n,,n=bob",
              "n,,n=bob,r=",
              "n,,m=x,n=bob,r=a",
              "n,,n=b=ob,r=a",
              "p=tls-unique,,n=bob,r=a",
              "x,,n=bob,r=a",
              "n,,r=a,n=bob")) {
        assertEquals("MALFORMED", client.ask("AUTH SCRAM-SHA-256 " + pad(wrong)), wrong);
      }
      assertEquals("NOT_ALLOWED", client.ask("AUTH SCRAM-SHA-256 " + base64("n,a=eve,n=bob,r=a")));
    }
  }

  /** base64, or one octet that is wrong as well in place of nothing. */
  private static String pad(String text) {
    return base64(text.isEmpty() ? "," : text);
  }

  @Test
  void bindsScramToTheChannel() throws Exception {
    try (Client client = TlsClient.to(server.port("doorss"))) {
      SSLSocket socket = (SSLSocket) client.socket();
      byte[] endPoint =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(TlsClient.certificate(socket).getEncoded());
      byte[] exporter =
          assertInstanceOf(ExtendedSSLSession.class, socket.getSession())
              .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
      String plus = "SCRAM-SHA-256-PLUS";
      ScramClient bob = new ScramClient("bob@example.test", "secret");
      assertEquals(
          "OK 01bob bob@example.test",
          scram(client, plus, bob.bound("p=tls-server-end-point", endPoint)));
      assertEquals(
          "OK 01bob bob@example.test", scram(client, plus, bob.bound("p=tls-exporter", exporter)));
      assertEquals("BAD_CREDENTIALS", scram(client, plus, bob.bound("p=tls-exporter", endPoint)));
      assertEquals("MALFORMED", scram(client, plus, bob.bound("p=tls-unique", endPoint)));
      assertEquals("MALFORMED", scram(client, plus, bob));
      assertEquals("MALFORMED", scram(client, "SCRAM-SHA-256", bob.bound("y", new byte[0])));
    }
  }

  @Test
  void survivesRandomExchanges() throws IOException {
    Random random = new Random(7677);
    String[] mechanisms = {"PLAIN", "LOGIN", "SCRAM-SHA-256"};
    String letters = "nypar=,\0:@+=2C3Dxbob";
    try (Client client = plain()) {
      for (int i = 0; i < 2000; i++) {
        StringBuilder text = new StringBuilder(i % 2 == 0 ? "n,,n=bob,r=" : "");
        for (int n = random.nextInt(30) + 1; n > 0; n--) {
          text.append(letters.charAt(random.nextInt(letters.length())));
        }
        String answer =
            client.ask("AUTH " + mechanisms[random.nextInt(3)] + " " + base64(text.toString()));
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

  @Test
  void knowsTheExampleOfTheRfc() {
    // RFC 7677 3, with its nonces.
    ScramClient client = new ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
    assertEquals("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", client.first());
    String last =
        client.last(
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assertEquals(
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        last);
    assertEquals("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", client.expectedSignature());
  }
}
