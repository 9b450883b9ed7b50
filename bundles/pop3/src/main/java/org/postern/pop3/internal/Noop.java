package org.postern.pop3.internal;

import java.io.IOException;

/** NOOP: does nothing (RFC 1939 5). */
final class Noop implements Command.InTransaction {
  @Override
  public String verb() {
    return "NOOP";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    Command.none(verb(), argument);
    session.replies().ok(Text.NOTHING);
  }
}
