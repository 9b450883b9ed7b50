package org.postern.smtp.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.postern.directory.Account;
import org.postern.net.Connection;
import org.postern.net.Input;
import org.postern.net.Login;

/** The AUTH command (RFC 4954). For one thread. */
final class Authentication {
  /** RFC 4954 4: a line of the exchange. */
  private static final int LONGEST_LINE = 12_288;

  private final Connection connection;
  private final Login login;

  Authentication(Connection connection, Login login) {
    this.connection = connection;
    this.login = login;
  }

  /**
   * Runs the exchange.
   *
   * @param argument mechanism and, after a space, an initial response
   * @return who logged in
   * @throws Refusal when nobody did
   */
  Account run(String argument) throws IOException, Refusal {
    String[] words = argument.strip().split(" +");
    if (words[0].isEmpty() || words.length > 2) {
      throw new Refusal(501, "5.5.4", "Say AUTH mechanism");
    }
    Login.Exchange exchange =
        login
            .sasl(connection, "submission", words[0].toUpperCase(java.util.Locale.ROOT))
            .orElseThrow(() -> notOffered());
    byte[] response;
    if (words.length == 2) {
      // RFC 4954 4: "=" is an initial response of no octets.
      response = words[1].equals("=") ? new byte[0] : decode(words[1]);
    } else if (exchange.clientFirst()) {
      response = ask(new byte[0]);
    } else {
      response = new byte[0];
    }
    for (; ; ) {
      switch (exchange.next(response)) {
        case Login.Step.Challenge challenge -> response = ask(challenge.data());
        case Login.Step.Done done -> {
          return switch (done.outcome()) {
            case Login.Outcome.Granted granted -> granted.account();
            case Login.Outcome.Refused refused -> throw refusal(refused);
          };
        }
      }
    }
  }

  private Refusal notOffered() {
    return connection.loginAllowed()
        ? new Refusal(504, "5.5.4", "This mechanism is not offered; EHLO lists those that are")
        // RFC 4954 6.
        : new Refusal(538, "5.7.11", "Start TLS first (STARTTLS)");
  }

  private byte[] ask(byte[] challenge) throws IOException, Refusal {
    connection.out().line("334 " + Base64.getEncoder().encodeToString(challenge));
    connection.out().flush();
    Input.Line line = connection.in().readLine(LONGEST_LINE);
    if (line.overlong()) {
      throw new Refusal(500, "5.5.6", "The line is too long");
    }
    if (!line.crlf()) {
      throw new Refusal(500, "5.5.2", "Lines must end in CRLF, not in a bare LF");
    }
    String text = line.latin1();
    if (text.equals("*")) {
      // RFC 4954 4.
      throw new Refusal(501, "5.7.0", "Login cancelled");
    }
    return decode(text);
  }

  private static byte[] decode(String base64) throws Refusal {
    try {
      return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new Refusal(501, "5.5.2", "That is not base64");
    }
  }

  /** RFC 4954 6, RFC 5248. */
  private static Refusal refusal(Login.Outcome.Refused refused) {
    String text = Reply.quote(refused.text());
    return switch (refused.reason()) {
      case BAD_CREDENTIALS -> new Refusal(535, "5.7.8", text);
      case NOT_ALLOWED -> new Refusal(525, "5.7.13", text);
      case TLS_REQUIRED -> new Refusal(538, "5.7.11", text);
      case THROTTLED, TOO_MANY_SESSIONS -> new Refusal(454, "4.7.0", text);
      case MALFORMED -> new Refusal(501, "5.5.2", text);
      case UNAVAILABLE -> new Refusal(454, "4.7.0", text);
    };
  }
}
