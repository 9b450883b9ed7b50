package org.postern.imap.internal;

import java.io.IOException;

/** LOGOUT (RFC 9051 6.1.3). */
final class Logout implements Command.Anytime {
  @Override
  public String verb() {
    return "LOGOUT";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure, IOException {
    in.end();
    session.end();
    session.responses().status("BYE", Code.NONE, "Goodbye");
    return Done.of("LOGOUT completed");
  }
}
