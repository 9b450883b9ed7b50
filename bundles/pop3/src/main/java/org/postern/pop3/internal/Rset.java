package org.postern.pop3.internal;

import java.io.IOException;

/** RSET: takes every deletion mark off (RFC 1939 5). */
final class Rset implements Command.InTransaction {
  @Override
  public String verb() {
    return "RSET";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    Command.none(verb(), argument);
    transaction.reset();
    session.replies().ok(Text.RESET, transaction.count(), transaction.octets());
  }
}
