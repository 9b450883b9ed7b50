package org.postern.imap.internal;

import java.io.IOException;

/** CAPABILITY: what this session can do now (RFC 9051 6.1.1). */
final class Capability implements Command.Anytime {
  @Override
  public String verb() {
    return "CAPABILITY";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure, IOException {
    in.end();
    session.responses().untagged("CAPABILITY " + session.capabilities());
    return Done.of("CAPABILITY completed");
  }
}
