package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SCRAM-SHA-256 over real connections, bound to the channel or not (RFC 5802, RFC 7677). */
class ScramTest {
  @TempDir private Path tls;
  private LoginServer doors;

  @BeforeEach
  void start() {
    doors = new LoginServer(tls);
  }

  @AfterEach
  void close() {
    doors.close();
  }

  /** Speaks SCRAM to its end and sees that the server proved itself. */
  private static String scram(Client client, String mechanism, ScramClient scram)
      throws IOException {
    String first = client.ask("AUTH " + mechanism + " " + LoginServer.base64(scram.first()));
    if (!first.startsWith("+ ")) {
      return first;
    }
    String last = client.ask(LoginServer.base64(scram.last(decode(first))));
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
    try (Client client = doors.plain()) {
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
      assertEquals(
          "NOT_ALLOWED",
          client.ask("AUTH SCRAM-SHA-256 " + LoginServer.base64("n,a=eve,n=bob,r=a")));
    }
  }

  /** base64, or one octet that is wrong as well in place of nothing. */
  private static String pad(String text) {
    return LoginServer.base64(text.isEmpty() ? "," : text);
  }

  @Test
  void bindsScramToTheChannel() throws Exception {
    try (Client client = doors.secure()) {
      SSLSocket socket = (SSLSocket) client.socket();
      byte[] endPoint =
          MessageDigest.getInstance("SHA-256").digest(TlsClient.certificate(socket).getEncoded());
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
