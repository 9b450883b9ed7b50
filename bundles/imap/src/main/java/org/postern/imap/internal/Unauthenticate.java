package org.postern.imap.internal;

import java.io.IOException;

/** UNAUTHENTICATE: the connection for somebody else (RFC 8437 3). It is never answered with NO. */
final class Unauthenticate implements Command.LoggedIn {
  @Override
  public String verb() {
    return "UNAUTHENTICATE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.end();
    session.unauthenticate();
    return new Done(new Code("CAPABILITY " + session.capabilities()), "Log in again");
  }
}
