package org.postern.imap.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.postern.net.Input;
import org.postern.net.Login;

/** AUTHENTICATE: a SASL exchange (RFC 9051 6.2.2), with an initial response (RFC 4959). */
final class Authenticate implements Command.BeforeLogin {
  private static final byte[] NOTHING = {};
  private static final int LINE_LIMIT = 12_288;

  @Override
  public String verb() {
    return "AUTHENTICATE";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure, IOException {
    in.space();
    String mechanism = in.word();
    String initial = in.take(' ') ? in.base64() : null;
    in.end();
    if (!session.connection().loginAllowed()) {
      throw new Failure.No(Code.PRIVACYREQUIRED, "Begin TLS first");
    }
    Login.Exchange exchange =
        session
            .server()
            .login()
            .sasl(session.connection(), Imap.NAME, mechanism)
            .orElseThrow(() -> new Failure.No(Code.CANNOT, "That mechanism is not offered here"));
    return session.loggedIn(talk(session, exchange, initial));
  }

  private static Login.Outcome talk(Session session, Login.Exchange exchange, String initial)
      throws Failure, IOException {
    byte[] challenge = NOTHING;
    byte[] response = null;
    if (initial != null) {
      // RFC 4959 3: "=" is an initial response of no octets.
      response = initial.equals("=") ? NOTHING : decode(initial);
    } else if (!exchange.clientFirst()) {
      response = NOTHING;
    }
    while (true) {
      if (response == null) {
        Responses out = session.responses();
        out.ascii("+ ").ascii(Base64.getEncoder().encodeToString(challenge)).end();
        response = answer(session.connection().in().readLine(LINE_LIMIT));
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
      throw new Failure.Bad("Expected a response of " + LINE_LIMIT + " octets at most");
    }
    String text = new String(line.bytes(), StandardCharsets.ISO_8859_1);
    if (text.equals("*")) {
      // RFC 9051 6.2.2: the client gives up.
      throw new Failure.Bad("AUTHENTICATE cancelled");
    }
    return decode(text);
  }

  private static byte[] decode(String base64) throws Failure {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Failure.Bad("Expected base64");
    }
  }
}
