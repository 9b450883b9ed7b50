package org.postern.pop3.internal;

import java.io.IOException;

/** USER: the name to log in with (RFC 1939 7). */
final class User implements Command.InAuthorization {
  @Override
  public String verb() {
    return "USER";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    String name = argument.strip();
    if (name.isEmpty()) {
      throw new Failure.BadCommand(Text.USAGE, "USER name");
    }
    // RFC 8314 3.2 and 4.1: refused before the client sends its password in plain text.
    if (!session.connection().loginAllowed()) {
      throw new Failure.Refused(Text.TLS_REQUIRED);
    }
    // RFC 1939 7: the answer never tells whether there is such an account.
    session.user(name);
    session.replies().ok(Text.SEND_PASSWORD);
  }
}
