package org.postern.imap.internal;

import java.io.IOException;

/** NAMESPACE: everybody's own mailboxes, and those of other people (RFC 9051 6.3.10). */
final class Namespace implements Command.LoggedIn {
  @Override
  public String verb() {
    return "NAMESPACE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.end();
    session.responses().untagged("NAMESPACE ((\"\" \"/\")) ((\"user/\" \"/\")) NIL");
    return Done.of("NAMESPACE completed");
  }
}
