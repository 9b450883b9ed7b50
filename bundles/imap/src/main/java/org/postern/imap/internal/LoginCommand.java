package org.postern.imap.internal;

import java.io.IOException;

/** LOGIN: name and password (RFC 9051 6.2.3). */
final class LoginCommand implements Command.BeforeLogin {
  @Override
  public String verb() {
    return "LOGIN";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure, IOException {
    in.space();
    String name = in.astring();
    in.space();
    String password = in.astring();
    in.end();
    return session.loggedIn(
        session.server().login().password(session.connection(), Imap.NAME, name, password));
  }
}
