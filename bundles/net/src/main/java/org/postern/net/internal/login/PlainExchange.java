package org.postern.net.internal.login;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.net.Connection;
import org.postern.net.Login;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}. */
record PlainExchange(LoginService service, Connection connection, String protocol)
    implements Login.Exchange {

  @Override
  public boolean clientFirst() {
    return true;
  }

  @Override
  public Login.Step next(byte[] response) {
    String[] parts = text(response).map(text -> text.split("\0", -1)).orElse(new String[0]);
    if (parts.length != 3 || parts[1].isEmpty()) {
      return new Login.Step.Done(LoginService.malformed());
    }
    if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
      return new Login.Step.Done(
          new Login.Outcome.Refused(
              Login.Reason.NOT_ALLOWED, "logging in for somebody else is not possible"));
    }
    return new Login.Step.Done(service.password(connection, protocol, parts[1], parts[2]));
  }

  /** Strict UTF-8, or empty. */
  static Optional<String> text(byte[] octets) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
