package org.postern.imap.internal;

import java.io.IOException;

/** STARTTLS: TLS from here on (RFC 9051 6.2.1). */
final class StartTls implements Command.BeforeLogin {
  @Override
  public String verb() {
    return "STARTTLS";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure, IOException {
    in.end();
    if (session.connection().tls().isPresent()) {
      throw new Failure.Bad("TLS is on already");
    }
    if (!session.connection().startTlsAvailable()) {
      throw new Failure.No(Code.UNAVAILABLE, "There is no TLS here now");
    }
    session.secureAfter();
    return Done.of("Begin TLS now");
  }
}
