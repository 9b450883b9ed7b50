package org.postern.net.internal.login;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.net.Connection;
import org.postern.net.Login;

/**
 * LOGIN, which Outlook and many devices still prefer (draft-murchison-sasl-login): the server asks
 * for the name, then for the password.
 */
final class LoginExchange implements Login.Exchange {
  private final LoginService service;
  private final Connection connection;
  private final String protocol;
  private String name;

  LoginExchange(LoginService service, Connection connection, String protocol) {
    this.service = service;
    this.connection = connection;
    this.protocol = protocol;
  }

  @Override
  public boolean clientFirst() {
    return false;
  }

  @Override
  public Login.Step next(byte[] response) {
    Optional<String> text = PlainExchange.text(response);
    if (text.isEmpty()) {
      return new Login.Step.Done(LoginService.malformed());
    }
    if (name != null) {
      return new Login.Step.Done(service.password(connection, protocol, name, text.get()));
    }
    if (response.length == 0) {
      return ask("Username:");
    }
    name = text.get();
    return ask("Password:");
  }

  private static Login.Step ask(String prompt) {
    return new Login.Step.Challenge(prompt.getBytes(StandardCharsets.US_ASCII));
  }
}
