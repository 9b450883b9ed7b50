package org.postern.pop3.internal;

import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import org.postern.net.Input;
import org.postern.net.Login;

/** AUTH: a SASL exchange (RFC 5034). */
final class Auth implements Command.InAuthorization {
  private static final byte[] NOTHING = {};

  @Override
  public String verb() {
    return "AUTH";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    String[] parts = argument.strip().split(" +");
    if (parts[0].isEmpty()) {
      list(session);
      return;
    }
    if (parts.length > 2) {
      throw new Failure.BadCommand(Text.USAGE, "AUTH mechanism [initial-response]");
    }
    if (!session.connection().loginAllowed()) {
      throw new Failure.Refused(Text.TLS_REQUIRED);
    }
    Login.Exchange exchange =
        session
            .server()
            .login()
            .sasl(session.connection(), Pop3.NAME, parts[0].toUpperCase(Locale.ROOT))
            .orElseThrow(() -> new Failure.BadCommand(Text.SASL_UNKNOWN));
    session.forgetUser();
    session.loggedIn(talk(session, exchange, parts.length == 2 ? parts[1] : null));
  }

  private static Login.Outcome talk(Session session, Login.Exchange exchange, String initial)
      throws Failure, IOException {
    byte[] challenge = NOTHING;
    byte[] response = null;
    if (initial != null) {
      // RFC 5034 4: "=" is an initial response of no octets.
      response = initial.equals("=") ? NOTHING : decode(initial);
    } else if (!exchange.clientFirst()) {
      response = NOTHING;
    }
    while (true) {
      if (response == null) {
        session.replies().challenge(Base64.getEncoder().encodeToString(challenge));
        response = answer(session.read());
      }
      switch (exchange.next(response)) {
        case Login.Step.Challenge next -> {
          challenge = next.data();
          response = null;
        }
        case Login.Step.Done done -> {
          return done.outcome();
        }
      }
    }
  }

  private static byte[] answer(Input.Line line) throws Failure {
    if (line.overlong()) {
      throw new Failure.BadCommand(Text.LINE_TOO_LONG);
    }
    String text = line.latin1();
    if (text.equals("*")) {
      // RFC 5034 4: the client gives up.
      throw new Failure.Refused(Text.SASL_CANCELLED);
    }
    return decode(text);
  }

  private static byte[] decode(String base64) throws Failure {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Failure.BadCommand(Text.SASL_MALFORMED);
    }
  }

  /** AUTH alone: older clients ask for the mechanisms that way instead of by CAPA. */
  private static void list(Session session) throws IOException {
    session.replies().ok(Text.SASL_LIST);
    for (String mechanism : session.mechanisms()) {
      session.replies().line(mechanism);
    }
    session.replies().end();
  }
}
