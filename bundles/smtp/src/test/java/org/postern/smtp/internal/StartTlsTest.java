package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** STARTTLS (RFC 3207) and implicit TLS (RFC 8314 3.3). */
final class StartTlsTest {

  /** Takes any certificate: what is tested is the server, not the way to it. */
  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Socket over(Socket plain) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", 0, true);
    tls.setSoTimeout(20_000);
    tls.startHandshake();
    return tls;
  }

  private static void startTls(Client client) throws Exception {
    client.say("STARTTLS", "220 2.0.0");
    client.secure(over(client.socket()));
  }

  @Test
  void everythingBeforeIsForgotten() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      startTls(client);
      client.say("DATA", "503 5.5.1");
      client.say("MAIL FROM:<>", "503 5.5.1");
      List<String> lines = client.ask("EHLO client.example");
      assertFalse(lines.contains("250-STARTTLS"), lines.toString());
      assertTrue(lines.contains("250-REQUIRETLS"), lines.toString());
      client.say("STARTTLS", "503 5.5.1");
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      String stored = rig.inbox("ann@example.test").getFirst();
      assertTrue(stored.contains(" with ESMTPS id "), stored);
      assertTrue(
          stored.matches("(?s).*\r\n\t\\(using TLSv1\\.3 with cipher TLS_\\w+\\)\r\n.*"), stored);
    }
  }

  @Test
  void commandsSentAheadAreNotExecuted() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.raw("STARTTLS\r\nEHLO evil\r\nMAIL FROM:<x@remote.example>\r\n").expect("220");
      try {
        client.secure(over(client.socket()));
        // Whatever was sent ahead is gone: there is no transaction, and no reply in the way.
        client.say("RCPT TO:<ann@example.test>", "503 5.5.1");
      } catch (IOException e) {
        // The handshake broke on it: as good.
        assertThrows(IOException.class, () -> client.say("NOOP", "250"));
      }
    }
  }

  @Test
  void takesNoParameter() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("STARTTLS now", "501 5.5.4");
    }
  }

  @Test
  void requireTls() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      startTls(client);
      client.say("EHLO x", "250");
      client.say("MAIL FROM:<> REQUIRETLS=1", "501 5.5.4");
      client.say("MAIL FROM:<> REQUIRETLS", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
    }
  }

  @Test
  void submissionsIsTlsFromTheFirstOctet() throws Exception {
    try (Rig rig = new Rig();
        Client client = new Client(rig.port("submissions"))) {
      client.secure(over(client.socket()));
      client.expect("220");
      List<String> lines = client.ask("EHLO x");
      assertFalse(lines.contains("250-STARTTLS"), lines.toString());
      assertTrue(lines.stream().anyMatch(l -> l.startsWith("250-AUTH ")), lines.toString());
      client.say("STARTTLS", "503 5.5.1");
      client.say("AUTH PLAIN " + Rig.plain("ann@example.test", "secret"), "235");
      client.send("ann@example.test", "bob@example.test", "Subject: x\r\n\r\n", "250");
      assertTrue(rig.inbox("bob@example.test").getFirst().contains(" with ESMTPSA id "));
    }
  }

  @Test
  void aLoginDoesNotOutliveStartTls() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      startTls(client);
      client.say("EHLO x", "250");
      client.say("MAIL FROM:<ann@example.test>", "530 5.7.0");
      client.say("AUTH PLAIN " + Rig.plain("ann@example.test", "secret"), "235");
    }
  }

  @Test
  void lmtpMayBeSecuredToo() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("lmtp")) {
      startTls(client);
      client.say("LHLO x", "250");
      client.send("", "ann@example.test", "Subject: x\r\n\r\n", "250");
      assertTrue(rig.inbox("ann@example.test").getFirst().contains(" with LMTPS id "));
    }
  }
}
