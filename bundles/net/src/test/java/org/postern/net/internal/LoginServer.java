package org.postern.net.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.directory.Account;
import org.postern.directory.Authenticator;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Input;
import org.postern.net.Login;
import org.postern.net.Protocol;

/** A server of logins, with a directory of one account. */
final class LoginServer implements AutoCloseable {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  static final Account BOB =
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

  final AtomicReference<Authenticator> directory = new AtomicReference<>(new OneAccount());
  final NetServer net;
  Runnable whileChecking = () -> {};

  LoginServer(Path tls) {
    net =
        new NetServer(
            Settings.connections(NetSettings.loopback(), 1000, 1000, 2),
            tls,
            () -> Optional.ofNullable(directory.get()),
            Optional::empty);
    net.add(new Doors());
  }

  Client plain() throws IOException {
    return Client.to(net.port("doors"));
  }

  /** A client over TLS. */
  Client secure() throws IOException {
    return TlsClient.to(net.port("doorss"));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    net.close();
  }

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
              case "CAPA" -> String.join(" ", net.login().mechanisms(connection));
              case "PASS" -> show(net.login().password(connection, words[1], words[2], words[3]));
              case "AUTH" -> exchange(connection, words);
              case "LEAVE" -> leave(connection);
              default -> "WHAT";
            };
        connection.out().line(answer);
      }
    }

    private String leave(Connection connection) {
      net.login().leave(connection);
      return "LEFT";
    }

    private String exchange(Connection connection, String[] words) throws IOException {
      Optional<Login.Exchange> begun = net.login().sasl(connection, "pop3", words[1]);
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
}
