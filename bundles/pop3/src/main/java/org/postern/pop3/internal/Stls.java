package org.postern.pop3.internal;

import java.io.IOException;

/** STLS: TLS from here on (RFC 2595 4). */
final class Stls implements Command.InAuthorization {
  @Override
  public String verb() {
    return "STLS";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    Command.none(verb(), argument);
    if (session.utf8()) {
      // RFC 6856 2.1: no STLS once UTF8 has been given.
      throw new Failure.BadCommand(Text.TLS_AFTER_UTF8);
    }
    if (!session.connection().startTlsAvailable()) {
      throw new Failure.Refused(Text.TLS_UNAVAILABLE);
    }
    session.replies().ok(Text.BEGIN_TLS);
    session.replies().out().flush();
    session.connection().startTls();
    // RFC 2595 4: what the client said before counts no more.
    session.forgetUser();
  }
}
