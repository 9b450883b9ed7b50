package org.postern.pop3.internal;

import java.io.IOException;

/** PASS: the password for the name that USER gave (RFC 1939 7). */
final class Pass implements Command.InAuthorization {
  @Override
  public String verb() {
    return "PASS";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    String name = session.takeUser().orElseThrow(() -> new Failure.BadCommand(Text.USER_FIRST));
    if (argument.isEmpty()) {
      throw new Failure.BadCommand(Text.USAGE, "PASS password");
    }
    session.loggedIn(
        session.server().login().password(session.connection(), Pop3.NAME, name, argument));
  }
}
